using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Orders.Steps;

namespace Dispatch.Orders;

/// <summary>
/// The personal data in an order: the merchant's name and telephone, the names of its people, and numbers in whatever was written.
/// </summary>
/// <remarks>
/// Order and history lose them by the same function, so that what the history makes of the order afterwards is what is stored. Removed
/// twice is removed once. What stays are codes, ids and places, when everything happened, and who of the house did it.
/// </remarks>
public sealed class PersonalData
{
    /// <summary>Stands wherever something was removed.</summary>
    public const string Removed = "***";

    /// <summary>A name of one sign stands in too many words.</summary>
    const int ShortestName = 2;

    /// <summary>
    /// The fields of a step's input that name something, in which nobody writes. Whatever else is text is looked through, also where a step
    /// is added later.
    /// </summary>
    public static FrozenSet<string> Codes { get; } = FrozenSet.ToFrozenSet(
    [
        "after", "at", "became", "by", "category", "code", "due", "externalId", "into", "late", "lead", "limit", "member", "merchantCode",
        "of", "outcome", "part", "person", "photos", "reportedAt", "source", "step", "support", "to", "until", "urgency",
    ]);

    readonly FrozenSet<string> people;
    readonly Regex? names;

    /// <param name="people">Ids of those who acted for the merchant.</param>
    /// <param name="names">What the merchant and they are called.</param>
    PersonalData(IEnumerable<string> people, IEnumerable<string?> names)
    {
        this.people = people.ToFrozenSet();
        var known = names.OfType<string>().Select(name => name.Trim())
            .Where(name => name.Length >= ShortestName && name.Any(sign => sign != Removed[0])).Distinct()
            .OrderByDescending(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).ToList();
        if (known.Count > 0)
            this.names = new Regex(string.Join('|', known.Select(Pattern)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>
    /// What can be told without knowing whose the order was: numbers, and the fields for the merchant's name and telephone.
    /// </summary>
    public static PersonalData OfNobody { get; } = new([], []);

    /// <param name="history">Of the order, at least the filing.</param>
    /// <param name="alliance">Its registers, which may know the merchant.</param>
    /// <param name="merchantPeople">Ids of people who act for merchants.</param>
    public static PersonalData Of(
        Order order, IReadOnlyList<TakenStep> history, Alliance alliance, IReadOnlySet<string> merchantPeople)
    {
        var filing = history[0].Step as FileStep;
        var people = history.Select(taken => taken.Actor.Id).Where(merchantPeople.Contains).ToHashSet();
        // Whoever files for itself is the merchant, also where no register has them any more.
        if (filing is { MerchantCode: not null, IsOnBehalf: false })
            people.Add(history[0].Actor.Id);
        var known = alliance.Merchants.FirstOrDefault(merchant => merchant.Code == order.MerchantCode);
        return new PersonalData(people,
        [
            filing?.Merchant?.Name, known?.Name,
            .. history.Where(taken => people.Contains(taken.Actor.Id)).Select(taken => taken.Actor.Name),
        ]);
    }

    /// <summary>
    /// A name as people write it: of either width, and with or without a space between Chinese signs. Latin letters and digits are a name
    /// only where none stand beside them: Al is not in also.
    /// </summary>
    static string Pattern(string name)
    {
        StringBuilder pattern = new(IsLatin(name[0]) ? $"(?<!{Latin})" : "");
        var (before, spaced) = ('\0', false);
        foreach (var sign in name)
        {
            if (char.IsWhiteSpace(sign))
            {
                spaced = true;
                continue;
            }

            if (before != '\0')
                pattern.Append(!IsLatin(before) || !IsLatin(sign) ? @"\s*" : spaced ? @"\s+" : "");
            var narrow = Narrow(sign);
            pattern.Append(
                narrow is > ' ' and <= '~' ? $"(?:{Regex.Escape($"{narrow}")}|{(char)(narrow + Wider)})" : Regex.Escape($"{sign}"));
            (before, spaced) = (sign, false);
        }

        return pattern.Append(IsLatin(name[^1]) ? $"(?!{Latin})" : "").ToString();
    }

    /// <summary>How far the full width of a sign of ASCII is from it.</summary>
    const int Wider = 0xFEE0;

    const string Latin = "[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]";

    static char Narrow(char sign) => sign is > (char)(' ' + Wider) and <= (char)('~' + Wider) ? (char)(sign - Wider) : sign;

    static bool IsLatin(char sign) => char.IsAsciiLetterOrDigit(Narrow(sign));

    /// <summary>A text without them.</summary>
    public string RemovedFrom(string text)
    {
        // Until none is found: what stands where one was may begin another. Each round leaves fewer signs that could belong to one.
        for (var before = ""; before != text;)
        {
            before = text;
            text = PersonalNumbers.Replaced(text, Removed);
            text = names?.Replace(text, Removed) ?? text;
        }

        return text;
    }

    /// <summary>An order without them.</summary>
    public Order RemovedFrom(Order order) => order with
    {
        Title = RemovedFrom(order.Title),
        Text = RemovedFrom(order.Text),
        Place = RemovedFrom(order.Place),
        State = order.State.Extension is { } asked
            ? order.State with { Extension = asked with { Reason = RemovedFrom(asked.Reason) } }
            : order.State,
        // Nobody takes anything back any more.
        Last = null,
    };

    /// <summary>A step that was taken without them.</summary>
    public TakenStep RemovedFrom(TakenStep taken)
    {
        var input = RemovedFrom("", JsonNode.Parse(StepRegistry.InputOf(taken.Step))!);
        return taken with
        {
            Step = StepRegistry.FromHistory(taken.Step.Name, input.ToJsonString()),
            Actor = people.Contains(taken.Actor.Id) ? taken.Actor with { Name = Removed } : taken.Actor,
        };
    }

    /// <summary>
    /// Whether something is left in a step that was taken, as far as that can be told without knowing whose the order was.
    /// </summary>
    public static bool IsIn(TakenStep taken) =>
        StepRegistry.InputOf(OfNobody.RemovedFrom(taken).Step) != StepRegistry.InputOf(taken.Step);

    /// <param name="field">Whose value it is.</param>
    JsonNode RemovedFrom(string field, JsonNode value) => value switch
    {
        // The address of a photo names it, and may hold who it is of. What was removed from it is not there any more.
        _ when Codes.Contains(field) && field != "photos" => value.DeepClone(),
        JsonObject fields => new JsonObject(fields.Select(inner => KeyValuePair.Create(
            inner.Key, inner.Value is null ? null : RemovedFrom(inner.Key, inner.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : RemovedFrom(field, item))]),
        JsonValue text when text.TryGetValue<string>(out var said) =>
            JsonValue.Create(field is "name" or "phone" ? Removed : RemovedFrom(said)),
        _ => value.DeepClone(),
    };
}
