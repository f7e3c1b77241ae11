using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Rosters;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Alliances;

/// <summary>What a register says of one member, merchant, person and so on, in JSON: what the audit keeps of it.</summary>
/// <param name="Register">Of <see cref="RegisterName"/>.</param>
/// <param name="Code">Of what the line describes.</param>
/// <param name="Json">Equal lines have equal texts.</param>
public sealed record RegisterLine(string Register, string Code, string Json)
{
    /// <summary>Tells a line from every other one that stood in its place: what an editor has seen, so that no change is lost.</summary>
    public string Tag => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json)))[..16];

    /// <summary>Every text that it says.</summary>
    public IEnumerable<string> Texts => TextsOf(JsonSerializer.Deserialize<JsonElement>(Json));

    static IEnumerable<string> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(field => TextsOf(field.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsOf),
        _ => [value.ToString()],
    };

    public static RegisterLine Of(Alliance alliance) => Line(RegisterName.Alliances, alliance.Code, new
    {
        alliance.Prefix,
        alliance.Kind,
        alliance.Name,
        Zone = alliance.Zone.Id,
        Calendar = alliance.Calendar.Name,
        ForgetAfter = alliance.ForgetAfter?.Words.En,
        Refusals = alliance.Refusals.Count > 0 ? alliance.Refusals : null,
        Returns = alliance.Returns.Count > 0 ? alliance.Returns : null,
    });

    /// <param name="category">Code of one of the alliance's.</param>
    public static RegisterLine OfCategory(Alliance alliance, string category)
    {
        var (name, limits) = (alliance.Categories[category], alliance.Limits.GetValueOrDefault(category));
        return Line(RegisterName.Categories, category, new
        {
            Name = name,
            Limits = limits is null ? null : new
            {
                Normal = limits.Normal?.Words.En,
                Raised = limits.Raised?.Words.En,
                Urgent = limits.Urgent?.Words.En,
            },
        });
    }

    public static RegisterLine Of(Member member) =>
        Line(RegisterName.Members, member.Code, new { member.Name, member.Duties });

    public static RegisterLine Of(KnownMerchant merchant) =>
        Line(RegisterName.Merchants, merchant.Code, new { merchant.Name, merchant.Phone, merchant.Address });

    public static RegisterLine Of(Person person) =>
        Line(RegisterName.People, person.Id, new { person.Name, person.Roles, person.Member, person.Merchant });

    public static RegisterLine Of(Turn turn) =>
        Line(RegisterName.Roster, Day(turn.From), new { Until = Day(turn.Until), turn.Member, turn.Deputy });

    public static RegisterLine Of(Rotation rotation) =>
        Line(RegisterName.Roster, "rotation", new { Start = RotationRow.Month(rotation.Start), rotation.Members });

    /// <summary>The order of a whole register.</summary>
    public static RegisterLine OfOrder(string register, IEnumerable<string> codes) => Line(register, "*", codes);

    static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);

    static RegisterLine Line(string register, string code, object content) =>
        new(register, code, JsonSerializer.Serialize(content, Options));

    // Chinese as it is: the audit is read by people too.
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
