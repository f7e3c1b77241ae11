using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Registers;
using Dispatch.Server.Accounts;
using Dispatch.Server.Pages;
using Dispatch.Server.Reports;
using Dispatch.Storage;

namespace Dispatch.Server.Registers;

/// <summary>The pages of the registers: for the secretariat of an alliance, and for administrators.</summary>
static class RegisterPages
{
    public static void MapRegisterPages(this IEndpointRouteBuilder signedIn)
    {
        // No register is called new, import, remove, template or audit, whatever the codes of its entries are.
        var pages = signedIn.MapGroup("").AddEndpointFilter(OnlyManagersAsync);
        pages.MapPage<RegistersPage>("/registers");
        pages.MapPage<AuditPage>("/registers/audit");
        pages.MapPage<RegisterPage>("/registers/{register}").LogSecurity("people-read");
        pages.MapPage<EntryPage>("/registers/new/{register}", ("entry", RegisterForms.AddAsync));
        pages.MapPage<RemovePage>("/registers/remove/{register}/{code}", ("remove", RegisterForms.RemoveAsync));
        pages.MapPage<ImportPage>("/registers/import/{register}",
            ("preview", RegisterForms.PreviewAsync), ("take", RegisterForms.TakeInAsync));
        pages.MapGet("/registers/template/{register}/{format}", TemplateAsync).LogSecurity("exported");
        pages.MapPage<EntryPage>("/registers/{register}/{code}", ("entry", RegisterForms.SaveAsync));
    }

    static async ValueTask<object?> OnlyManagersAsync(EndpointFilterInvocationContext filter, EndpointFilterDelegate next)
    {
        var context = filter.HttpContext;
        if (!context.Caller().ManagesRegisters())
            return await PageForms.InsteadAsync<ForbiddenPage>(context, StatusCodes.Status403Forbidden);
        var register = context.Request.RouteValues["register"]?.ToString();
        return register is null || RegisterList.Find(register) is not null
            ? await next(filter)
            : await PageForms.InsteadAsync<NotFoundPage>(context, StatusCodes.Status404NotFound);
    }

    /// <summary>A table to fill in, empty or with what the register says now.</summary>
    static async Task<IResult> TemplateAsync(
        string register, string format, bool? filled, Viewer viewer, Database database, CalendarLibrary calendars, CancellationToken cancel)
    {
        await viewer.ReadAsync();
        if (RegisterTable.ColumnsOf(register).Count == 0 || format is not (LongTable.Xlsx or LongTable.Csv)
            || viewer.Alliance is not { } alliance)
            return Problems.Of(Problems.NoSuchRoute);
        IReadOnlyList<RegisterLine> lines = [];
        if (filled == true && await AllianceList.FindAsync(database, calendars, alliance.Code, cancel) is { } stored)
            lines = RegisterList.Find(register)!.Lines(stored.Definition);
        return await TableFile.Of(register, lines, viewer.Chinese)
            .AnswerAsync(viewer.Context, format, $"{alliance.Code}-{register}", cancel);
    }

    /// <summary>The address of a page of the registers, of the alliance that the reader looks at.</summary>
    public static string Address(Viewer viewer, string path) =>
        viewer.Caller!.IsAdmin && viewer.Alliance is { } alliance
            ? $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}alliance={alliance.Code}"
            : path;
}
