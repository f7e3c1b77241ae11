using Dispatch.Alliances;
using Microsoft.OpenApi;

namespace Dispatch.Server.Registers;

/// <summary>The fields of an entry, for the description of the API.</summary>
static class EntrySchema
{
    /// <param name="register">Of <see cref="RegisterName"/>.</param>
    public static OpenApiRequestBody Body(string register) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Of(register) } },
    };

    static OpenApiSchema Of(string register) => register switch
    {
        RegisterName.Members => Group(("name", Name), ("duties", List("Codes of the categories that it answers for."))),
        RegisterName.Categories => Group(
            ("name", Name), ("limits", Group(("normal", Limit), ("raised", Limit), ("urgent", Limit)))),
        RegisterName.Merchants => Group(("name", Text("")), ("phone", Text("")), ("address", Text(""))),
        RegisterName.People => Group(
            ("name", Text("")), ("roles", List(string.Join(", ", Role.All))), ("member", Text("Code of the member they act for.")),
            ("merchant", Text("Code of the merchant they are; never together with a member."))),
        _ => Group(
            ("name", Name), ("prefix", Text("Two to four capital letters.")), ("kind", Text(string.Join(", ", Alliance.Kinds))),
            ("zone", Text("A name of the tz database.")), ("calendar", Text("Name of a working calendar.")),
            ("forgetAfter", Text("How long personal data are kept after the end of an order: 90 days, 6 months or 2 years.")),
            ("category", Group(("code", Text("Of an alliance that begins: its first category.")), ("name", Name))),
            ("member", Group(
                ("code", Text("Of an alliance that begins: its first member, which answers for the category.")), ("name", Name)))),
    };

    static OpenApiSchema Name => Group(("zh", Text("")), ("en", Text("")));

    static OpenApiSchema Limit => Text("Such as 2 working hours, 3 working days, 30 urgent minutes or 72 hours.");

    static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    static OpenApiSchema List(string description) => new()
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema { Type = JsonSchemaType.String },
        Description = description,
    };

    static OpenApiSchema Group(params IEnumerable<(string Name, OpenApiSchema Schema)> fields) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = fields.ToDictionary(field => field.Name, IOpenApiSchema (field) => field.Schema),
    };
}
