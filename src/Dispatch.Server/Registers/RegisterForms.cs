using System.Text.Json;
using System.Text.Json.Nodes;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Server.Accounts;
using Dispatch.Server.Pages;

namespace Dispatch.Server.Registers;

/// <summary>What the forms of the registers' pages do: edits of the register desk, under the very rules of the API.</summary>
static class RegisterForms
{
    public const string Code = "code";

    /// <summary>The tag of the entry as the page showed it.</summary>
    public const string Seen = "seen";

    public const string HandBack = "handBack";

    /// <summary>The rows of the table that was looked through.</summary>
    public const string Rows = "rows";

    static readonly string[] OfTheForm = [PageForms.Name, Code, Seen, HandBack, "__RequestVerificationToken"];

    static readonly string[] Lists = ["duties", "roles"];

    public static async Task<FormAnswer> AddAsync(HttpContext context, IFormCollection form)
    {
        var (viewer, desk, register) = Parts(context);
        var code = form[Code].ToString().Trim();
        var alliance = register.Name == RegisterName.Alliances ? code : viewer.Alliance?.Code ?? "";
        if (alliance.Length == 0)
            return Refusal.Input(Code, "required");
        var edit = desk.EditsOf(register, context.Caller()).Put(code, FieldsOf(form), seen: "");
        return Answer(context, register, code, await desk.ChangeAsync(
            alliance, edit, By(context, Author.Page), Asked(form), context.RequestAborted));
    }

    public static async Task<FormAnswer> SaveAsync(HttpContext context, IFormCollection form)
    {
        var (viewer, desk, register) = Parts(context);
        var code = CodeOf(context);
        var alliance = register.Name == RegisterName.Alliances ? code : viewer.Alliance?.Code ?? "";
        var edit = desk.EditsOf(register, context.Caller()).Put(code, FieldsOf(form), form[Seen].ToString());
        return Answer(context, register, code, await desk.ChangeAsync(
            alliance, edit, By(context, Author.Page), Asked(form), context.RequestAborted));
    }

    public static async Task<FormAnswer> RemoveAsync(HttpContext context, IFormCollection form)
    {
        var (viewer, desk, register) = Parts(context);
        var code = CodeOf(context);
        var edit = desk.EditsOf(register, context.Caller()).Remove(code, form[Seen].ToString(), withPeople: true);
        return Answer(context, register, code, await desk.ChangeAsync(
            viewer.Alliance?.Code ?? "", edit, By(context, Author.Page), Asked(form), context.RequestAborted));
    }

    /// <summary>Reads a table and shows what it would change.</summary>
    public static async Task<FormAnswer> PreviewAsync(HttpContext context, IFormCollection form)
    {
        var (viewer, desk, register) = Parts(context);
        var rows = await TableFile.ReadAsync(register.Name, form.Files["file"], context.RequestAborted);
        if (!rows.IsAccepted)
            return rows.Refusal;
        var edit = desk.EditsOf(register, context.Caller()).PutAll(rows.Value.Entries);
        var preview = await desk.PreviewAsync(viewer.Alliance?.Code ?? "", edit, context.RequestAborted);
        context.Features.Set(new ImportPreview(rows.Value, preview.Value));
        return preview.IsAccepted ? FormAnswer.Shown : preview.Refusal;
    }

    /// <summary>Takes in the rows of a table, all of them or none.</summary>
    public static async Task<FormAnswer> TakeInAsync(HttpContext context, IFormCollection form)
    {
        var (viewer, desk, register) = Parts(context);
        if (TableRows.Unpacked(register.Name, form[Rows].ToString()) is not { } rows)
            return Refusal.Input("file", "not-a-table");
        var edit = desk.EditsOf(register, context.Caller()).PutAll(rows.Entries);
        var changed = await desk.ChangeAsync(
            viewer.Alliance?.Code ?? "", edit, By(context, Author.Import), Asked(form), context.RequestAborted);
        if (!changed.IsAccepted)
            return changed.Refusal;
        Once.Leave(context, "taken-in", $"{changed.Value.Saved.Changes.Count}");
        return FormAnswer.Done(RegisterPages.Address(viewer, $"/registers/{register.Name}"));
    }

    static FormAnswer Answer(HttpContext context, IRegister register, string code, Decision<RegisterChanged> changed)
    {
        if (!changed.IsAccepted)
            return changed.Refusal;
        var kind = changed.Value.Saved.Changes.FirstOrDefault(change => change.Register == register.Name && change.Code == code) switch
        {
            null => "unchanged",
            { Before: null } => "added",
            { After: null } => "removed",
            _ => "changed",
        };
        Once.Leave(context, kind, $"{code} {string.Join(' ', changed.Value.HandedBack.Take(5))}".Trim());
        var viewer = context.RequestServices.GetRequiredService<Viewer>();
        var address = $"/registers/{register.Name}";
        return FormAnswer.Done(register.Name == RegisterName.Alliances
            ? $"{address}?alliance={Uri.EscapeDataString(code)}"
            : RegisterPages.Address(viewer, address));
    }

    /// <summary>The fields as a program would send them: those with a dot in their name belong to a group, and a limit has two.</summary>
    static JsonElement FieldsOf(IFormCollection form)
    {
        JsonObject fields = [];
        foreach (var (name, values) in form.Where(field => !OfTheForm.Contains(field.Key)))
        {
            var given = values.Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!.Trim()).ToList();
            if (given.Count == 0 || name.EndsWith(".unit", StringComparison.Ordinal))
                continue;
            if (Lists.Contains(name))
                fields[name] = new JsonArray([.. given.Select(item => JsonValue.Create(item))]);
            else if (name.EndsWith(".amount", StringComparison.Ordinal))
                RegisterTable.Put(fields, name[..^".amount".Length], $"{given[0]} {form[name[..^"amount".Length] + "unit"]}");
            else
                RegisterTable.Put(fields, name, given[0]);
        }

        return JsonSerializer.SerializeToElement(fields);
    }

    static bool Asked(IFormCollection form) => form[HandBack] == "true";

    static Author By(HttpContext context, string source) => new(context.Caller().AsActor(), source);

    static string CodeOf(HttpContext context) => context.Request.RouteValues["code"]?.ToString() ?? "";

    static (Viewer Viewer, RegisterDesk Desk, IRegister Register) Parts(HttpContext context) => (
        context.RequestServices.GetRequiredService<Viewer>(), context.RequestServices.GetRequiredService<RegisterDesk>(),
        RegisterList.Find(context.Request.RouteValues["register"]?.ToString() ?? "")!);
}

/// <summary>A table that was looked through.</summary>
/// <param name="Preview">Null where it has faults.</param>
sealed record ImportPreview(TableRows Rows, RegisterPreview? Preview);
