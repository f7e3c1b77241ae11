using System.Globalization;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Server.Accounts;
using Dispatch.Storage;

namespace Dispatch.Server.Registers;

/// <summary>The registers over HTTP: for the secretariat of an alliance, and for administrators.</summary>
static class RegisterEndpoints
{
    public static void MapRegisters(this IEndpointRouteBuilder api)
    {
        // Who the members are, everybody of the alliance may see: that list stands beside the alliance.
        MapEntries(api, RegisterName.Members, "Member", "成员单位", MemberEntry.Of, listed: false);
        MapEntries(api, RegisterName.Categories, "Category", "类别", CategoryEntry.Of);
        MapEntries(api, RegisterName.Merchants, "Merchant", "商户", MerchantEntry.Of);
        MapEntries(api, RegisterName.People, "Person", "人员", PersonEntry.Of);

        api.MapPut("/alliances/{code}", (string code, Parts parts) =>
                PutAsync(parts, RegisterList.Find(RegisterName.Alliances)!, code, code, AllianceEntry.Of))
            .WithName("putAlliance")
            .WithSummary("联盟 Change an alliance, or begin one with its first category and member; for administrators")
            .WithDescription(PutDescription)
            .WithMetadata(new EntryInputMetadata(RegisterName.Alliances))
            .Produces<AllianceEntry>().Produces<AllianceEntry>(StatusCodes.Status201Created)
            .ProducesProblems(400, 403, 404, 409, 412, 415, 422);

        api.MapGet("/audit", AuditAsync)
            .WithName("listAudit")
            .WithSummary("变更记录 The audit of the registers, the latest line first")
            .WithMetadata(new QueryMetadata("alliance", "register", "entry", "actor", "after", "take"))
            .Produces<AuditPageView>()
            .ProducesProblems(403, 404, 422);
    }

    const string PutDescription =
        "If-Match with the tag that was seen refuses a change of what somebody has changed since; If-None-Match: * refuses one of what is "
        + "there already. Where orders would wait for nobody they are named, with 409; ?handBack=true gives them back to who gave them.";

    const string DeleteDescription =
        "What stands in the way is named, with 409. ?handBack=true gives the orders that are held back to who gave them; "
        + "?withPeople=true takes the people who act for it out too. What old orders refer to stays readable, and is given nothing new.";

    delegate T? View<T>(AllianceDefinition now, string code, string tag) where T : class;

    static void MapEntries<T>(
        IEndpointRouteBuilder api, string name, string singular, string chinese, View<T> view, bool listed = true) where T : class
    {
        var register = RegisterList.Find(name)!;
        if (listed)
        {
            var list = api.MapGet($"/alliances/{{code}}/{name}", (string code, Parts parts) => ListAsync(parts, register, code, view));
            if (name is RegisterName.Merchants or RegisterName.People)
                list.LogSecurity("people-read");
            list.WithName($"list{singular}Entries")
                .WithSummary($"{chinese}名册 The register of {name}, in the order of the codes")
                .WithMetadata(new QueryMetadata("q", "after", "take"))
                .Produces<EntryPage<T>>()
                .ProducesProblems(403, 404, 422);
        }

        api.MapGet($"/alliances/{{code}}/{name}/{{entry}}", (string code, string entry, Parts parts) =>
                GetAsync(parts, register, code, entry, view))
            .WithName($"get{singular}Entry")
            .WithSummary($"{chinese} An entry of the register; the ETag is its tag")
            .Produces<T>()
            .ProducesProblems(403, 404);
        api.MapPut($"/alliances/{{code}}/{name}/{{entry}}", (string code, string entry, Parts parts) =>
                PutAsync(parts, register, code, entry, view))
            .WithName($"put{singular}Entry")
            .WithSummary($"{chinese} Change an entry of the register, or add one")
            .WithDescription(PutDescription)
            .WithMetadata(new EntryInputMetadata(name), new QueryMetadata("handBack"))
            .Produces<T>().Produces<T>(StatusCodes.Status201Created)
            .ProducesProblems(400, 403, 404, 409, 412, 415, 422);
        api.MapDelete($"/alliances/{{code}}/{name}/{{entry}}", (string code, string entry, Parts parts) =>
                DeleteAsync(parts, register, code, entry))
            .WithName($"delete{singular}Entry")
            .WithSummary($"{chinese} Take an entry out of the register")
            .WithDescription(DeleteDescription)
            .WithMetadata(new EntryInputMetadata(null), new QueryMetadata("handBack", "withPeople"))
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(400, 403, 404, 409, 412, 422);
    }

    /// <summary>What all of these routes need.</summary>
    internal sealed record Parts(HttpContext Context, Database Database, CalendarLibrary Calendars, RegisterDesk Desk)
    {
        public CancellationToken Cancel => Context.RequestAborted;

        public Caller Caller => Context.Caller();

        public static ValueTask<Parts> BindAsync(HttpContext context)
        {
            var services = context.RequestServices;
            return ValueTask.FromResult(new Parts(
                context, services.GetRequiredService<Database>(), services.GetRequiredService<CalendarLibrary>(),
                services.GetRequiredService<RegisterDesk>()));
        }

        /// <summary>Why the caller may not see the registers of an alliance; for them, any other alliance does not exist.</summary>
        public ProblemResult? Forbid(string alliance) => !Caller.BelongsTo(alliance) ? Problems.Of(Refusal.NoSuchAlliance, alliance)
            : !Caller.ManagesRegisters() ? Problems.Of(Problems.Forbidden)
            : null;
    }

    static async Task<IResult> ListAsync<T>(Parts parts, IRegister register, string alliance, View<T> view) where T : class
    {
        if (parts.Forbid(alliance) is { } forbidden)
            return forbidden;
        QueryReader query = new(parts.Context.Request.Query);
        var (words, after, take) = (query.Text("q"), query.Text("after"), query.Take());
        if (query.Problem() is { } problem)
            return problem;
        if (await AllianceList.FindAsync(parts.Database, parts.Calendars, alliance, parts.Cancel) is not { Definition: var now })
            return Problems.Of(Refusal.NoSuchAlliance, alliance);

        var found = register.Lines(now)
            .Where(line => (after is null || string.CompareOrdinal(line.Code, after) > 0) && (words is null || Says(line, words)))
            .OrderBy(line => line.Code, StringComparer.Ordinal).Take(take + 1).ToList();
        var page = found.Take(take).ToList();
        return TypedResults.Ok(new EntryPage<T>(
            [.. page.Select(line => view(now, line.Code, line.Tag)!)], found.Count > take ? page[^1].Code : null));
    }

    /// <summary>Whether the code or anything that an entry says has these words in it.</summary>
    internal static bool Says(RegisterLine line, string words) =>
        line.Code.Contains(words, StringComparison.OrdinalIgnoreCase) || line.Texts.Any(
            text => text.Contains(words, StringComparison.OrdinalIgnoreCase));

    static async Task<IResult> GetAsync<T>(Parts parts, IRegister register, string alliance, string entry, View<T> view) where T : class
    {
        if (parts.Forbid(alliance) is { } forbidden)
            return forbidden;
        if (await AllianceList.FindAsync(parts.Database, parts.Calendars, alliance, parts.Cancel) is not { Definition: var now })
            return Problems.Of(Refusal.NoSuchAlliance, alliance);
        return Shown(parts, register, now, entry, view) is { } shown ? TypedResults.Ok(shown) : Problems.Of(Refusal.NoSuchEntry, entry);
    }

    static T? Shown<T>(Parts parts, IRegister register, AllianceDefinition now, string entry, View<T> view) where T : class
    {
        if (register.Lines(now).FirstOrDefault(line => line.Code == entry) is not { } line)
            return null;
        parts.Context.Response.Headers.ETag = $"\"{line.Tag}\"";
        return view(now, entry, line.Tag);
    }

    static async Task<IResult> PutAsync<T>(Parts parts, IRegister register, string alliance, string entry, View<T> view) where T : class
    {
        if (parts.Forbid(alliance) is { } forbidden)
            return forbidden;
        if (!TryReadTag(parts.Context.Request, out var seen))
            return Problems.Of(Problems.MalformedTag);
        QueryReader query = new(parts.Context.Request.Query);
        var handBack = query.YesOrNo("handBack") == true;
        if (query.Problem() is { } problem)
            return problem;
        var body = await RequestBody.ReadAsync(parts.Context.Request, parts.Cancel);
        if (body.Problem is { } unreadable)
            return unreadable;

        var edits = parts.Desk.EditsOf(register, parts.Caller);
        var changed = await parts.Desk.ChangeAsync(
            alliance, edits.Put(entry, body.Json, seen), new Author(parts.Caller.AsActor(), Author.Api), handBack, parts.Cancel);
        if (!changed.IsAccepted)
            return Problems.Of(changed.Refusal);
        var saved = changed.Value.Saved;
        var isNew = saved.Before is null || edits.Find(saved.Before, entry) is null;
        var shown = Shown(parts, register, saved.After, entry, view);
        return isNew ? TypedResults.Created(parts.Context.Request.Path, shown) : TypedResults.Ok(shown);
    }

    static async Task<IResult> DeleteAsync(Parts parts, IRegister register, string alliance, string entry)
    {
        if (parts.Forbid(alliance) is { } forbidden)
            return forbidden;
        if (!TryReadTag(parts.Context.Request, out var seen))
            return Problems.Of(Problems.MalformedTag);
        QueryReader query = new(parts.Context.Request.Query);
        var (handBack, withPeople) = (query.YesOrNo("handBack") == true, query.YesOrNo("withPeople") == true);
        if (query.Problem() is { } problem)
            return problem;
        var changed = await parts.Desk.ChangeAsync(
            alliance, parts.Desk.EditsOf(register, parts.Caller).Remove(entry, seen, withPeople),
            new Author(parts.Caller.AsActor(), Author.Api), handBack, parts.Cancel);
        return changed.IsAccepted ? TypedResults.NoContent() : Problems.Of(changed.Refusal);
    }

    /// <summary>The tag that the caller saw: empty where there is to be none, null where any will do.</summary>
    static bool TryReadTag(HttpRequest request, out string? seen)
    {
        seen = null;
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            seen = "";
            return request.Headers.IfNoneMatch is ["*"] && request.Headers.IfMatch.Count == 0;
        }

        if (request.Headers.IfMatch.Count == 0 || request.Headers.IfMatch is ["*"])
            return true;
        seen = request.Headers.IfMatch is [{ Length: <= 40 } text] ? text.Trim('"') : null;
        return seen is { Length: > 0 };
    }

    static async Task<IResult> AuditAsync(Parts parts)
    {
        var caller = parts.Caller;
        if (!caller.ManagesRegisters())
            return Problems.Of(Problems.Forbidden);
        QueryReader query = new(parts.Context.Request.Query);
        var filter = new AuditFilter(
            query.Text("alliance") ?? caller.Alliance, query.Text("register"), query.Text("entry"), query.Text("actor"),
            query.Text("after") is { } after ? Id(query, after) : null, query.Take());
        if (query.Problem() is { } problem)
            return problem;
        if (filter.Alliance is { } alliance && !caller.BelongsTo(alliance))
            return Problems.Of(Refusal.NoSuchAlliance, alliance);

        var lines = await AuditList.ReadAsync(parts.Database, filter with { Take = filter.Take + 1 }, parts.Cancel);
        var page = lines.Take(filter.Take).ToList();
        return TypedResults.Ok(new AuditPageView(
            [.. page.Select(AuditLineView.Of)],
            lines.Count > filter.Take ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    static long? Id(QueryReader query, string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return id;
        query.Fault("after", "not-a-page");
        return null;
    }
}

/// <summary>The route takes an entry of a register, and what was seen of it.</summary>
/// <param name="Register">Null where it takes no fields.</param>
sealed record EntryInputMetadata(string? Register);
