using System.Text.Json;
using System.Text.Json.Nodes;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Registers;

namespace Dispatch.Server.Registers;

/// <summary>A column of a register as a table.</summary>
/// <param name="Field">As programs name it; a field of a group has a dot in its name. <c>code</c> is the entry's own.</param>
/// <param name="IsList">Several values in a cell.</param>
sealed record RegisterColumn(string Field, Words Name, bool IsList = false);

/// <summary>The registers as tables, for spreadsheets: one row an entry.</summary>
static class RegisterTable
{
    static readonly RegisterColumn Code = new("code", new("编码", "Code"));
    static readonly RegisterColumn Zh = new("name.zh", new("中文名称", "Chinese name"));
    static readonly RegisterColumn En = new("name.en", new("英文名称", "English name"));

    /// <summary>Empty for a register that is no table.</summary>
    public static IReadOnlyList<RegisterColumn> ColumnsOf(string register) => register switch
    {
        RegisterName.Members => [Code, Zh, En, new("duties", new("职能（类别编码）", "Duties (codes of categories)"), IsList: true)],
        RegisterName.Categories =>
        [
            Code, Zh, En, new("limits.normal", new("一般时限", "Limit, normal")), new("limits.raised", new("较急时限", "Limit, raised")),
            new("limits.urgent", new("紧急时限", "Limit, urgent")),
        ],
        RegisterName.Merchants =>
        [
            Code, new("name", new("名称", "Name")), new("phone", new("电话", "Phone")), new("address", new("地址", "Address")),
        ],
        RegisterName.People =>
        [
            Code with { Name = new("登录名", "Sign-in name") }, new("name", new("姓名", "Name")),
            new("roles", new("身份", "Roles"), IsList: true), new("member", new("成员单位编码", "Code of the member")),
            new("merchant", new("商户编码", "Code of the merchant")),
        ],
        _ => [],
    };

    /// <summary>The cells of an entry.</summary>
    public static IReadOnlyList<string> CellsOf(RegisterLine line, bool chinese)
    {
        var fields = JsonSerializer.Deserialize<JsonElement>(line.Json);
        return [.. ColumnsOf(line.Register).Select(column => column.Field == "code" ? line.Code : Cell(fields, column, chinese))];
    }

    static string Cell(JsonElement fields, RegisterColumn column, bool chinese)
    {
        var found = fields;
        foreach (var name in column.Field.Split('.'))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
                return "";
        }

        return found.ValueKind == JsonValueKind.Array
            ? string.Join(chinese ? "、" : ", ", found.EnumerateArray().Select(item => item.GetString()))
            : found.GetString() ?? "";
    }

    /// <summary>The fields that the cells of a row give, as a program would send them.</summary>
    /// <param name="cells">In the order of the columns.</param>
    public static EntryRow RowOf(long line, string register, IReadOnlyList<string> cells)
    {
        JsonObject fields = [];
        var code = "";
        foreach (var (column, cell) in ColumnsOf(register).Zip(cells.Select(cell => cell.Trim())))
        {
            if (column.Field == "code")
                code = cell;
            else if (cell.Length > 0)
                Put(fields, column.Field, column.IsList ? List(column.Field, cell) : JsonValue.Create(LimitIn(column.Field, cell)));
        }

        return new EntryRow(line, code, JsonSerializer.SerializeToElement(fields));
    }

    /// <summary>Puts a value where a name with a dot says: <c>name.zh</c> is a field of a group.</summary>
    public static void Put(JsonObject fields, string name, JsonNode? value)
    {
        if (name.Split('.', 2) is [var group, var field])
        {
            if (fields[group] is not JsonObject)
                fields[group] = new JsonObject();
            Put((JsonObject)fields[group]!, field, value);
            return;
        }

        fields[name] = value;
    }

    static JsonArray List(string field, string cell) =>
    [
        .. cell.Split([' ', '　', ',', '，', ';', '；', '、', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(item => (JsonNode?)JsonValue.Create(field == "roles" ? ChineseRoles.GetValueOrDefault(item, item) : item)),
    ];

    static readonly Dictionary<string, string> ChineseRoles = new()
    {
        ["秘书处"] = Role.Secretariat,
        ["社区"] = Role.Community,
        ["管理员"] = Role.Admin,
    };

    /// <summary>A limit as people write it in Chinese, in the words of a file.</summary>
    static string LimitIn(string field, string cell) =>
        field.StartsWith("limits.", StringComparison.Ordinal) ? LimitFields.InWordsOfFiles(cell) : cell;
}
