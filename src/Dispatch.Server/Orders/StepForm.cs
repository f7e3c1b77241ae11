using System.Text.Json;
using System.Text.Json.Nodes;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Server.Accounts;
using Dispatch.Server.Pages;
using NodaTime.Text;

namespace Dispatch.Server.Orders;

/// <summary>A step as a form sends it: the fields of its input, and beside them the order, the version that was seen and a key.</summary>
/// <remarks>The desk decides under the very rules of the API; this only turns fields into the step's input.</remarks>
static class StepForm
{
    public const string Form = "step";
    public const string Number = "number";
    public const string Step = "step";
    public const string Version = "version";

    /// <summary>Made with the form, so that sending it twice takes the step once.</summary>
    public const string Key = "key";

    /// <summary>Where to go on; the page of the form where it is left out.</summary>
    public const string Then = "then";

    /// <summary>Says that a step that ends an order is meant.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>Before the name of a field: what was picked for it, which counts where the field itself was left empty.</summary>
    public const string Picked = "picked-";

    static readonly string[] OfTheForm = [PageForms.Name, Number, Step, Version, Key, Then, Confirmed, "__RequestVerificationToken"];

    static readonly string[] Lists = ["support", "photos"];
    static readonly string[] Numbers = ["rating", "places", "location.latitude", "location.longitude"];
    static readonly string[] LocalTimes = ["until", "by", "reportedAt"];

    /// <summary>Takes the step that a form asks for.</summary>
    public static async Task<FormAnswer> TakeAsync(HttpContext context, IFormCollection form)
    {
        var viewer = context.RequestServices.GetRequiredService<Viewer>();
        var (number, step) = (form[Number].ToString(), form[Step].ToString());
        int? version = int.TryParse(form[Version], out var seen) ? seen : null;
        if (form[Confirmed].Count == 0 && await EndsAsync(context.RequestServices.GetRequiredService<OrderSheets>(), form, version))
            return FormAnswer.Shown;

        var decision = await StepRequest.ReadStep(number, step, InputOf(form, viewer.Alliance), context.Caller(), KeyOf(form), version)
            .ThenAsync(request => DoAsync(context, request));
        if (!decision.IsAccepted)
            return decision.Refusal;

        Notice.Leave(context, step, number);
        return FormAnswer.Done(PageForms.LocalOr(form[Then], viewer.Here));
    }

    /// <summary>Files the order that a form describes.</summary>
    public static async Task<FormAnswer> FileAsync(HttpContext context, IFormCollection form)
    {
        var (viewer, caller) = (context.RequestServices.GetRequiredService<Viewer>(), context.Caller());
        var decision = await StepRequest.ReadFiling(InputOf(form, viewer.Alliance), caller, KeyOf(form), viewer.Alliance?.Code)
            .ThenAsync(request => DoAsync(context, request));
        if (!decision.IsAccepted)
            return decision.Refusal;

        var number = decision.Value.Order.Number;
        Notice.Leave(context, "file", number);
        return FormAnswer.Done($"/orders/{number}");
    }

    static Task<Decision<Answer>> DoAsync(HttpContext context, StepRequest asked)
    {
        var desk = context.RequestServices.GetRequiredService<OrderDesk>();
        return context.RequestServices.GetRequiredService<Quotas>()
            .WithinAsync(asked, request => desk.DoAsync(request, context.RequestAborted));
    }

    /// <summary>Whether a field is a part of the step's input.</summary>
    public static bool IsInput(string field) => !OfTheForm.Contains(field);

    /// <summary>Whether the step ends the order; what cannot be taken as the form stands is refused rather than confirmed.</summary>
    static async Task<bool> EndsAsync(OrderSheets sheets, IFormCollection form, int? version)
    {
        var step = form[Step].ToString();
        if (step is not ("refuse" or "merge") || await sheets.FindAsync(form[Number].ToString()) is not { } sheet
            || sheet.Row.Rule(step) is null || (version is not null && version != sheet.Order.Version))
            return false;
        return step == "merge" ? await sheets.FindAsync(ValueOf(form, "into")) is not null : ValueOf(form, "reason").Length > 0;
    }

    /// <summary>What a form says in a field, or what was picked for it.</summary>
    public static string ValueOf(IFormCollection form, string field) =>
        form[field].ToString().Trim() is { Length: > 0 } typed ? typed : form[$"{Picked}{field}"].ToString();

    static string? KeyOf(IFormCollection form) => form[Key].ToString() is { Length: > 0 and <= StepRequest.LongestKey } key ? key : null;

    /// <summary>The input as JSON; a field that was left empty is not given.</summary>
    internal static JsonElement InputOf(IFormCollection form, Alliance? alliance)
    {
        JsonObject input = [];
        foreach (var (name, values) in form.Where(field => IsInput(field.Key)).OrderBy(
            field => field.Key, StringComparer.Ordinal))
        {
            var given = values.Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!.Trim()).ToList();
            var isPicked = name.StartsWith(Picked, StringComparison.Ordinal);
            var field = isPicked ? name[Picked.Length..] : name;
            if (given.Count > 0 && !(isPicked && !string.IsNullOrWhiteSpace(form[field])))
                Put(input, field, ValueOf(field, given, alliance));
        }

        return JsonSerializer.SerializeToElement(input);
    }

    static JsonNode? ValueOf(string name, List<string> given, Alliance? alliance)
    {
        if (Lists.Contains(name))
            return new JsonArray([.. given.SelectMany(Split).Select(item => JsonValue.Create(item))]);
        if (Numbers.Contains(name) && decimal.TryParse(given[0], System.Globalization.CultureInfo.InvariantCulture, out var number))
            return JsonValue.Create(number);
        if (LocalTimes.Contains(name) && alliance is not null && LocalTime.Parse(given[0]) is { Success: true, Value: var local })
            return JsonValue.Create(InstantPattern.ExtendedIso.Format(local.InZoneLeniently(alliance.Zone).ToInstant()));
        return JsonValue.Create(given[0]);

        // Addresses of photos stand in one field, a line each; members come as a field each.
        static IEnumerable<string> Split(string value) =>
            value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    static readonly LocalDateTimePattern LocalTime = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");

    // A name with a dot is a field of a group: merchant.name.
    static void Put(JsonObject input, string name, JsonNode? value)
    {
        if (name.Split('.', 2) is [var group, var field])
        {
            if (input[group] is not JsonObject inner)
                input[group] = inner = [];
            inner[field] = value;
            return;
        }

        input[name] = value;
    }
}
