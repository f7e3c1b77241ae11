using System.Text.Json;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Server.Pages;

namespace Dispatch.Server.Registers;

/// <summary>What registers, their fields and their changes are called on pages.</summary>
static class RegisterText
{
    public static Words Name(string register) => register switch
    {
        RegisterName.Members => new("成员单位", "Members"),
        RegisterName.Categories => new("类别与时限", "Categories and limits"),
        RegisterName.Merchants => new("商户", "Merchants"),
        RegisterName.People => new("人员与身份", "People and roles"),
        RegisterName.Alliances => new("联盟", "Alliances"),
        RegisterName.Roster => new("轮值表", "Roster"),
        RegisterName.Calendars => new("工作日历", "Working calendars"),
        _ => new(register, register),
    };

    /// <summary>What one entry is called.</summary>
    public static Words One(string register) => register switch
    {
        RegisterName.Members => new("成员单位", "member"),
        RegisterName.Categories => new("类别", "category"),
        RegisterName.Merchants => new("商户", "merchant"),
        RegisterName.People => new("人员", "person"),
        _ => new("联盟", "alliance"),
    };

    public static Words Field(string field) => field switch
    {
        "code" => new("编码", "Code"),
        "name" => new("名称", "Name"),
        "name.zh" => new("中文名称", "Chinese name"),
        "name.en" => new("英文名称", "English name"),
        "duties" => new("职能", "Duties"),
        "limits.normal" => new("一般时限", "Limit, normal"),
        "limits.raised" => new("较急时限", "Limit, raised"),
        "limits.urgent" => new("紧急时限", "Limit, urgent"),
        "phone" => new("电话", "Phone"),
        "address" => new("地址", "Address"),
        "roles" => new("身份", "Roles"),
        "member" => new("所属单位", "Acts for"),
        "merchant" => new("商户", "Merchant"),
        "deputy" => new("副主席", "Deputy"),
        "until" => new("至", "Until"),
        "start" => new("起始月", "First month"),
        "members" => new("轮值顺序", "Order"),
        "prefix" => new("编号前缀", "Prefix of numbers"),
        "kind" => new("类型", "Kind"),
        "zone" => new("时区", "Time zone"),
        "calendar" => new("工作日历", "Calendar"),
        "forgetAfter" => new("个人信息保留期限", "Personal data kept for"),
        "file" => new("文件", "File"),
        "refusals" => new("不予受理的理由", "Reasons to refuse"),
        "returns" => new("退单的理由", "Reasons to return"),
        "days" => new("放假与调休", "Days off and working weekends"),
        "year" => new("年份", "Year"),
        _ => new(field, field),
    };

    public static Words Kind(string kind) => kind switch
    {
        "regional" => new("区域", "Regional"),
        "industry" => new("行业", "Industry"),
        _ => new("商圈", "Business district"),
    };

    public static Words Role(string role) => Terms.Of(role);

    /// <summary>Who made a change: what they are called, and the demo in words.</summary>
    public static Words Actor(AuditLine line) => Terms.OfSource(line.ActorName.Length > 0 ? line.ActorName : line.Actor);

    public static Words Source(string source) => source switch
    {
        Author.Page => new("页面", "pages"),
        Author.Api => new("接口", "API"),
        Author.Import => new("导入", "import"),
        _ => new("文件", "file"),
    };

    /// <summary>The sentence after a form.</summary>
    /// <param name="told">A code, and the numbers of orders that were handed back.</param>
    public static Words? Done(string kind, string told)
    {
        var parts = told.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var code = parts.FirstOrDefault() ?? "";
        var (zh, en) = parts.Length > 1
            ? ($"已交回派出者：{string.Join("、", parts.Skip(1))}。", $" Handed back: {string.Join(", ", parts.Skip(1))}.")
            : ("", "");
        return kind switch
        {
            "added" => new($"已新增 {code}，各服务器一秒内生效。{zh}", $"{code} was added; it counts on every server within a second.{en}"),
            "changed" => new($"已修改 {code}，各服务器一秒内生效。{zh}", $"{code} was changed; it counts on every server within a second.{en}"),
            "removed" => new($"已移出 {code}。{zh}", $"{code} was taken out.{en}"),
            "unchanged" => new($"{code} 没有变化。", $"Nothing was changed about {code}."),
            "taken-in" => new($"已导入，共 {code} 处变化。", $"Taken in: {code} changes."),
            _ => null,
        };
    }

    /// <summary>What differs between what an entry said and says, field by field.</summary>
    public static IReadOnlyList<FieldChange> Differences(string? before, string? after)
    {
        var (was, becomes) = (Flat(before), Flat(after));
        return
        [
            .. was.Keys.Union(becomes.Keys)
                .Select(field => new FieldChange(field, was.GetValueOrDefault(field), becomes.GetValueOrDefault(field)))
                .Where(change => change.Before != change.After),
        ];
    }

    static Dictionary<string, string> Flat(string? json)
    {
        Dictionary<string, string> fields = [];
        if (json is not null)
            Add(fields, "", JsonSerializer.Deserialize<JsonElement>(json));
        return fields;
    }

    static void Add(Dictionary<string, string> fields, string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var inner in value.EnumerateObject())
                Add(fields, path.Length == 0 ? inner.Name : $"{path}.{inner.Name}", inner.Value);
            return;
        }

        var text = value.ValueKind == JsonValueKind.Array
            ? string.Join("、", value.EnumerateArray().Select(TextOf))
            : value.ToString();
        if (text.Length > 0)
            fields[path] = text;
    }

    // Words in both languages, as a reason is; a day of a calendar; or whatever else an item consists of, in its order.
    static string TextOf(JsonElement item) => item.ValueKind != JsonValueKind.Object ? item.ToString()
        : item.TryGetProperty("zh", out var zh) && item.TryGetProperty("en", out var en) ? $"{zh} / {en}"
        : item.TryGetProperty("isOffDay", out var off) && item.TryGetProperty("date", out var date)
            ? $"{date} {Of(item, "name")} {(off.ValueKind == JsonValueKind.True ? "休" : "班")}"
        : string.Join(' ', item.EnumerateObject().Select(part => part.Value.ToString()).Where(part => part.Length > 0));

    static string Of(JsonElement item, string part) => item.TryGetProperty(part, out var value) ? value.ToString() : "";
}

/// <summary>What a field of an entry said before and says after; null for nothing.</summary>
sealed record FieldChange(string Field, string? Before, string? After);
