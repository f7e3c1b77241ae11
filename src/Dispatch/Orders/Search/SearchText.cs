using Dispatch.Language;
using Dispatch.Orders.Steps;

namespace Dispatch.Orders.Search;

/// <summary>What of an order is searched.</summary>
/// <param name="Folded">
/// Number, title, text, place, the merchant's name and what the system that it came from calls it; folded, a space between.
/// </param>
/// <param name="Phone">The last digits of the merchant's telephone number; null where there is none.</param>
sealed record SearchText(Guid OrderId, string Folded, string? Phone)
{
    public const int PhoneDigits = 4;

    /// <param name="source">The order, and the merchant as the alliance knows it now.</param>
    public static SearchText Of(SearchSource source)
    {
        // As the order is shown: the merchant as it was given, else the known one; of a forgotten one, none.
        var given = ((FileStep?)(source.Input is null ? null : StepRegistry.FromHistory("file", source.Input)))?.Merchant;
        var (name, phone) = source.IsForgotten ? (null, null)
            : given is null ? (source.KnownName, source.KnownPhone)
            : (given.Name, given.Phone);
        string?[] parts = [source.Number, source.Title, source.Text, source.Place, name, source.ExternalId];
        var folded = parts.Select(part => Folding.Fold(part ?? "")).Where(part => part.Length > 0);
        return new(source.Id, string.Join(' ', folded), EndOf(phone));
    }

    public bool Has(Question question) => question.Words.All(Folded.Contains);

    /// <summary>Whether it has every word but one, which is the end of the telephone number.</summary>
    public bool HasWithPhone(Question question) => question.Phones.Any(digits => digits == Phone && Has(question.Without(digits)));

    static string? EndOf(string? phone)
    {
        var digits = string.Concat(Folding.Fold(phone ?? "").Where(char.IsAsciiDigit));
        return digits.Length >= PhoneDigits ? digits[^PhoneDigits..] : null;
    }
}

/// <summary>What a <see cref="SearchText"/> is made of.</summary>
sealed record SearchSource
{
    public Guid Id { get; init; }
    public string Number { get; init; } = "";
    public string Title { get; init; } = "";
    public string Text { get; init; } = "";
    public string Place { get; init; } = "";
    public string? ExternalId { get; init; }

    /// <summary>Of the filing.</summary>
    public string? Input { get; init; }

    public string? KnownName { get; init; }
    public string? KnownPhone { get; init; }
    public bool IsForgotten { get; init; }
}
