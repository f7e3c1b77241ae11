using System.Globalization;
using Dispatch.Orders;
using Dispatch.Server.Accounts;
using Dispatch.Server.Pages;

namespace Dispatch.Server.Handovers;

/// <summary>The page on which a chair hands over to the next one.</summary>
static class HandoverPages
{
    public const string Note = "note";
    public const string Read = "read";

    public static void MapHandoverPages(this IEndpointRouteBuilder signedIn) =>
        signedIn.MapPage<HandoverPage>("/handover", (Note, WriteAsync), (Read, ReadAsync));

    static async Task<FormAnswer> WriteAsync(HttpContext context, IFormCollection form)
    {
        var (viewer, desk) = Parts(context);
        if (viewer.Alliance is not { } alliance)
            return Refusal.Of(Problems.Forbidden);
        return await desk.WriteAsync(context.Caller(), alliance, form["text"], context.RequestAborted) is { } refusal
            ? refusal
            : FormAnswer.Done("/handover");
    }

    static async Task<FormAnswer> ReadAsync(HttpContext context, IFormCollection form)
    {
        var (viewer, desk) = Parts(context);
        if (viewer.Alliance is not { } alliance || !long.TryParse(form["id"], CultureInfo.InvariantCulture, out var id))
            return Refusal.Of(Problems.NoSuchHandover);
        return await desk.ReadAsync(context.Caller(), alliance, id, context.RequestAborted) is { } refusal
            ? refusal
            : FormAnswer.Done(PageForms.LocalOr(form["then"], "/handover"));
    }

    static (Viewer Viewer, HandoverDesk Desk) Parts(HttpContext context) =>
        (context.RequestServices.GetRequiredService<Viewer>(), context.RequestServices.GetRequiredService<HandoverDesk>());
}
