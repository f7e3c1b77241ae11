using Dispatch.Language;
using Dispatch.Rosters;
using NodaTime;
using NodaTime.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dispatch.Alliances;

/// <summary>Writes an alliance as its file has it: <see cref="AllianceFile"/> reads the same from it.</summary>
public static class AllianceWriting
{
    /// <summary>The file of an alliance.</summary>
    public static string Text(AllianceDefinition definition)
    {
        var alliance = definition.Alliance;
        using StringWriter text = new() { NewLine = "\n" };
        Emitter emitter = new(
            text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(emitter, new Dictionary<string, object?>
        {
            ["code"] = alliance.Code,
            ["prefix"] = alliance.Prefix,
            ["kind"] = alliance.Kind,
            ["name"] = Of(alliance.Name),
            ["zone"] = alliance.Zone.Id,
            ["calendar"] = alliance.Calendar.Name,
            ["privacy"] = PrivacySection.Of(alliance.ForgetAfter) is { } privacy ? new InOneLine(privacy) : null,
            ["categories"] = alliance.Categories.ToDictionary(category => category.Key, object? (category) =>
                Flow(Pairs(category.Value).Append(new("limit", Of(alliance.Limits.GetValueOrDefault(category.Key)))))),
            ["members"] = List(alliance.Members.Values.Select(member => new Dictionary<string, object?>
            {
                ["code"] = member.Code,
                ["name"] = Of(member.Name),
                ["duties"] = member.Duties.Count > 0 ? new InOneLine(member.Duties) : null,
            })),
            ["merchants"] = List(alliance.Merchants.Select(merchant => Flow(
            [
                new("code", merchant.Code), new("name", merchant.Name), new("phone", merchant.Phone), new("address", merchant.Address),
            ]))),
            ["people"] = List(definition.People.Select(person => Flow(
            [
                new("id", person.Id), new("name", person.Name), new("roles", person.Roles.Count > 0 ? person.Roles : null),
                new("member", person.Member), new("merchant", person.Merchant),
            ]))),
            ["roster"] = Of(WithoutThoseWhoLeft(alliance)),
            ["refusals"] = List(alliance.Refusals.Select(reason => Of(reason))),
            ["returns"] = List(alliance.Returns.Select(reason => Of(reason))),
        });
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    static IEnumerable<KeyValuePair<string, object?>> Pairs(Words words) => [new("zh", words.Zh), new("en", words.En)];

    static InOneLine Of(Words words) => Flow(Pairs(words));

    static object? Of(CategoryLimits? limits) => limits switch
    {
        null => null,
        { Normal: { } all } when limits.Raised == all && limits.Urgent == all => all.Words.En,
        _ => new Dictionary<string, object?>
        {
            ["normal"] = limits.Normal?.Words.En,
            ["raised"] = limits.Raised?.Words.En,
            ["urgent"] = limits.Urgent?.Words.En,
        },
    };

    /// <summary>Who chaired and has left stands in no file: a load keeps what is past.</summary>
    static Roster WithoutThoseWhoLeft(Alliance alliance) => alliance.Roster with
    {
        Turns =
        [
            .. alliance.Roster.Turns.Where(turn => alliance.Members.ContainsKey(turn.Member))
                .Select(turn => turn with { Deputy = turn.Deputy is { } deputy && alliance.Members.ContainsKey(deputy) ? deputy : null }),
        ],
    };

    static object? Of(Roster roster)
    {
        if (roster.Rotation is not { } rotation)
            return List(roster.Turns.Select(Of));
        return new Dictionary<string, object?>
        {
            ["each"] = "month",
            ["start"] = RotationRow.Month(rotation.Start),
            ["members"] = new InOneLine(rotation.Members),
            ["turns"] = List(roster.Turns.Where(turn => !IsDerived(turn, rotation)).Select(Of)),
        };
    }

    /// <summary>A turn that the rotation gives by itself.</summary>
    static bool IsDerived(Turn turn, Rotation rotation) =>
        rotation.On(turn.From) is { } month && turn.Until <= month.Until && (turn.Member, turn.Deputy) == (month.Member, month.Deputy);

    static InOneLine Of(Turn turn) => Flow(
    [
        new("from", Day(turn.From)), new("until", Day(turn.Until)), new("member", turn.Member), new("deputy", turn.Deputy),
    ]);

    static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);

    /// <summary>Null where there is none, so that the key is left out.</summary>
    static List<object?>? List(IEnumerable<object?> items) => items.ToList() is { Count: > 0 } some ? some : null;

    static InOneLine Flow(IEnumerable<KeyValuePair<string, object?>> pairs) => new(pairs.ToDictionary());

    /// <summary>A list or a map that is short enough for one line.</summary>
    sealed record InOneLine(object Content);

    /// <param name="value">A text, a list, a map, or one of these in one line.</param>
    static void Write(Emitter emitter, object? value, bool inOneLine = false)
    {
        switch (value)
        {
            case InOneLine inner:
                Write(emitter, inner.Content, inOneLine: true);
                break;
            case IReadOnlyDictionary<string, object?> map:
                emitter.Emit(new MappingStart(
                    AnchorName.Empty, TagName.Empty, isImplicit: true, inOneLine ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, inside) in map.Where(entry => entry.Value is not null))
                {
                    Write(emitter, key);
                    Write(emitter, inside, inOneLine);
                }

                emitter.Emit(new MappingEnd());
                break;
            case IEnumerable<object?> list:
                emitter.Emit(new SequenceStart(
                    AnchorName.Empty, TagName.Empty, isImplicit: true, inOneLine ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                    Write(emitter, item, inOneLine);
                emitter.Emit(new SequenceEnd());
                break;
            default:
                emitter.Emit(Scalar((string)value!));
                break;
        }
    }

    /// <summary>Other programs take 0110 for a number and no for a truth, so such texts stand in quotation marks.</summary>
    static Scalar Scalar(string text) => new(
        AnchorName.Empty, TagName.Empty, text,
        text.All(sign => char.IsAsciiDigit(sign) || sign is '.') || text is "yes" or "no" or "on" or "off" or "null" or "~"
            or "true" or "false" ? ScalarStyle.DoubleQuoted : ScalarStyle.Any,
        isPlainImplicit: true, isQuotedImplicit: true);
}
