using System.Globalization;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Server.Accounts;
using Dispatch.Storage;
using Dispatch.Workflows;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace Dispatch.Server.Orders;

/// <summary>Orders over HTTP: file, read, take a step, list.</summary>
static class OrderEndpoints
{
    /// <summary>Longer than the number of any order.</summary>
    const int LongestNumber = 40;

    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        api.MapPost("/orders", FileAsync)
            .WithName("fileOrder")
            .WithSummary("商户点单 File an order")
            .WithDescription("""
                The same source and externalId again answer 200 with the order there is. The alliance may be left out by a caller who
                belongs to one.
                """)
            .Accepts<FileOrder>("application/json")
            .Produces<OrderView>(StatusCodes.Status201Created)
            .Produces<OrderView>()
            .ProducesProblems(400, 403, 404, 409, 413, 415, 422, 429);

        api.MapGet("/orders/{number}", FindAsync)
            .WithName("getOrder")
            .WithSummary("查看诉求单 Read an order with its history")
            .WithDescription(
                "The ETag is the version. Telephone and identity numbers are masked, in texts too, for callers who do not need them.")
            .Produces<OrderView>()
            .ProducesProblems(404);

        api.MapGet("/orders/{number}/steps", StepsAsync)
            .WithName("listSteps")
            .WithSummary("办理过程 The steps of an order, page by page from the latest back")
            .WithMetadata(new QueryMetadata("before", "take"))
            .Produces<StepPage>()
            .ProducesProblems(404, 422);

        api.MapGet("/orders/{number}/deadlines", DeadlinesAsync)
            .WithName("explainDeadlines")
            .WithSummary("时限说明 Why an order is due when it is, span by span, and who held it how long")
            .Produces<DeadlinesView>()
            .ProducesProblems(404);

        api.MapPost("/orders/{number}/steps/{step}", TakeAsync)
            .WithName("takeStep")
            .WithSummary("办理 Take a step")
            .WithDescription(
                "The body is what the step needs. The order's can lists the steps that fit, and its workflow says what they need.")
            .WithMetadata(new StepInputMetadata())
            .Produces<OrderView>()
            .ProducesProblems(400, 403, 404, 409, 412, 413, 415, 422, 429);

        api.MapGet("/orders", ListAsync)
            .WithName("listOrders")
            .WithSummary("诉求单列表 List orders, earliest due first")
            .WithDescription("""
                A merchant finds its own orders only. q finds what has all of its words, whatever their case, width and accents, in number,
                title, text, place, merchant's name and externalId, or as the last four digits of a telephone number that the caller sees.
                Dates are days of the alliance's time zone, both included; instants carry an offset. Several values of a filter stand with
                commas between them. Totals are counted up to a bound, and not where q is given.
                """)
            .WithMetadata(new QueryMetadata([.. OrderQuery.Names, "after", "take"]))
            .Produces<OrderPage>()
            .ProducesProblems(404, 422);

        api.MapGet("/work", WorkAsync)
            .WithName("listWork")
            .WithSummary("待办 What waits for the caller now, earliest due first, each with why")
            .WithDescription("""
                Whatever desk holds it: an extension that was asked for, an appeal and what only one desk can answer are there too. With
                for=done what the caller's member finished, filed last first.
                """)
            .WithMetadata(new QueryMetadata("desk", "for", "after", "take"))
            .Produces<OrderPage>()
            .ProducesProblems(422);

        api.MapGet("/work/counts", WorkCountsAsync)
            .WithName("countWork")
            .WithSummary("待办计数 How much waits for the caller at each of their desks, and for what")
            .Produces<WorkCounts>()
            .ProducesProblems();
    }

    static async Task<IResult> FileAsync(
        HttpContext context, OrderDesk desk, Quotas quotas, OrderReader reader, CancellationToken cancel)
    {
        var caller = context.Caller();
        if (!RequestHeaders.TryReadKey(context.Request, out var key))
            return Problems.Of(Problems.MalformedKey);
        var body = await RequestBody.ReadAsync(context.Request, cancel);
        if (body.Problem is { } unreadable)
            return unreadable;

        var decision = await StepRequest.ReadFiling(body.Json, caller, key, caller.Alliance)
            .ThenAsync(asked => quotas.WithinAsync(asked, request => desk.DoAsync(request, cancel)));
        if (!decision.IsAccepted)
            return Problems.Of(decision.Refusal);

        var (order, existed) = decision.Value;
        var view = (await reader.ViewAsync(order, caller, cancel)).Paged();
        TellVersion(context, order);
        return existed ? TypedResults.Ok(view) : TypedResults.Created($"/api/orders/{order.Number}", view);
    }

    static async Task<Results<Ok<OrderView>, ProblemResult>> FindAsync(
        string number, HttpContext context, Database database, OrderReader reader, CancellationToken cancel)
    {
        var caller = context.Caller();
        if (!IsNumber(number) || await OrderList.FindAsync(database, number, cancel) is not { } order || !Rules.MaySee(order, caller))
            return Problems.Of(Refusal.NoSuchOrder, number);

        TellVersion(context, order);
        return TypedResults.Ok((await reader.ViewAsync(order, caller, cancel)).Paged());
    }

    static async Task<Results<Ok<StepPage>, ProblemResult>> StepsAsync(
        string number, HttpContext context, Database database, OrderReader reader, CancellationToken cancel)
    {
        var caller = context.Caller();
        QueryReader query = new(context.Request.Query);
        var (before, take) = (query.Sequence("before"), query.Take());
        if (query.Problem() is { } problem)
            return problem;
        if (!IsNumber(number) || await OrderList.FindAsync(database, number, cancel) is not { } order || !Rules.MaySee(order, caller))
            return Problems.Of(Refusal.NoSuchOrder, number);

        var page = (await reader.ViewAsync(order, caller, cancel)).Paged(before, take);
        return TypedResults.Ok(new StepPage(page.Steps!, page.Earlier));
    }

    static async Task<Results<Ok<DeadlinesView>, ProblemResult>> DeadlinesAsync(
        string number, HttpContext context, Database database, AllianceDirectory alliances, WorkflowLibrary workflows,
        KeptCalendars calendars, TimeProvider time, CancellationToken cancel)
    {
        if (!IsNumber(number) || await OrderList.FindAsync(database, number, cancel) is not { } order
            || !Rules.MaySee(order, context.Caller())
            || await alliances.FindAsync(order.Alliance, cancel) is not { } alliance)
            return Problems.Of(Refusal.NoSuchOrder, number);

        TellVersion(context, order);
        var history = await HistoryList.FindAsync(database, order.Id, cancel);
        return TypedResults.Ok(await DeadlinesView.OfAsync(
            order, [.. history.TakeWhile(taken => taken.Sequence <= order.Version)],
            await workflows.FindAsync(order.Workflow, order.WorkflowVersion, cancel), alliance, calendars, time.GetUtcNow(), cancel));
    }

    static async Task<Results<Ok<OrderView>, ProblemResult>> TakeAsync(
        string number, string step, HttpContext context, OrderDesk desk, Quotas quotas, OrderReader reader, CancellationToken cancel)
    {
        if (!IsNumber(number))
            return Problems.Of(Refusal.NoSuchOrder, number);
        if (!RequestHeaders.TryReadVersion(context.Request, out var version))
            return Problems.Of(Problems.MalformedVersion);
        if (!RequestHeaders.TryReadKey(context.Request, out var key))
            return Problems.Of(Problems.MalformedKey);
        var body = await RequestBody.ReadAsync(context.Request, cancel);
        if (body.Problem is { } unreadable)
            return unreadable;

        var caller = context.Caller();
        var decision = await StepRequest.ReadStep(number, step, body.Json, caller, key, version)
            .ThenAsync(asked => quotas.WithinAsync(asked, request => desk.DoAsync(request, cancel)));
        if (!decision.IsAccepted)
            return Problems.Of(decision.Refusal);

        var order = decision.Value.Order;
        TellVersion(context, order);
        return TypedResults.Ok((await reader.ViewAsync(order, caller, cancel)).Paged());
    }

    static async Task<Results<Ok<OrderPage>, ProblemResult>> ListAsync(
        HttpContext context, Database database, AllianceDirectory alliances, TimeProvider time, OrderReader reader,
        CancellationToken cancel)
    {
        var caller = context.Caller();
        QueryReader query = new(context.Request.Query);
        if (caller.ActsForNobody)
            return Problems.Of(Problems.Forbidden);
        var code = query.Text("alliance") ?? caller.Alliance;
        if (code is null)
            return Problems.Of(Refusal.Input("alliance", "required"));
        if (!caller.BelongsTo(code) || await alliances.FindAsync(code, cancel) is not { } alliance)
            return Problems.Of(Refusal.NoSuchAlliance, code);

        var now = time.GetUtcNow();
        var filter = OrderQuery.Read(query, alliance, caller, now);
        var (after, take) = (query.After(), query.Take());
        if (query.Problem() is { } problem)
            return problem;

        var page = await reader.PageAsync(
            await OrderList.PageAsync(database, filter, after, take + 1, cancel), take, caller, alliance, now);
        // Words are not counted: that would be as much work as finding all that have them.
        return TypedResults.Ok(filter.Words is null ? page.Counted(await OrderList.TotalAsync(database, filter, cancel)) : page);
    }

    static async Task<Results<Ok<OrderPage>, ProblemResult>> WorkAsync(
        HttpContext context, Database database, AllianceDirectory alliances,
        WorkflowLibrary workflows, TimeProvider time, OrderReader reader,
        CancellationToken cancel)
    {
        QueryReader query = new(context.Request.Query);
        WorkFilter filter = new(
            query.Known("desk", Desks.ThatHold.Contains, "unknown"),
            query.Known("for", WaitsFor.All.Contains, "unknown"));
        var (after, take) = (query.After(), query.Take());
        if (query.Problem() is { } problem)
            return problem;
        if (await PresentAsync(context, alliances, time, cancel) is not var (caller, alliance, now))
            return TypedResults.Ok(new OrderPage([], null).Counted(Total.Of(0)));

        var waiting = await WorkList.PageAsync(database, workflows, alliance, caller, now, filter, after, take + 1, cancel);
        var page = await reader.WorkPageAsync(waiting, take, caller, alliance, now);
        return TypedResults.Ok(
            page.Counted(await WorkList.TotalAsync(database, workflows, alliance, caller, now, filter, cancel)));
    }

    static async Task<Ok<WorkCounts>> WorkCountsAsync(
        HttpContext context, Database database, AllianceDirectory alliances, WorkflowLibrary workflows, TimeProvider time,
        CancellationToken cancel) =>
        TypedResults.Ok(await PresentAsync(context, alliances, time, cancel) is var (caller, alliance, now)
            ? WorkCounts.Of(await WorkList.CountsAsync(database, workflows, alliance, caller, now, cancel: cancel))
            : new WorkCounts([]));

    /// <summary>The caller as they are now; null for an administrator of all, who holds no desk.</summary>
    static async ValueTask<(Caller Caller, Alliance Alliance, DateTimeOffset Now)?> PresentAsync(
        HttpContext context, AllianceDirectory alliances, TimeProvider time, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return context.Caller() is { Alliance: { } code } caller && await alliances.FindAsync(code, cancel) is { } alliance
            ? (caller.At(now, alliance), alliance, now)
            : null;
    }

    internal static bool IsNumber(string number) => number.Length <= LongestNumber && !number.Any(char.IsControl);

    static void TellVersion(HttpContext context, Order order) => context.Response.Headers.ETag = $"\"{order.Version}\"";
}

/// <summary>Turns orders into what callers see of them.</summary>
sealed class OrderReader(Database database, AllianceDirectory alliances, WorkflowLibrary workflows, TimeProvider time)
{
    public async Task<OrderView> ViewAsync(Order order, Caller caller, CancellationToken cancel)
    {
        var alliance = await alliances.FindAsync(order.Alliance, cancel)
            ?? throw new KeyNotFoundException($"Order {order.Number} belongs to alliance {order.Alliance}, which no longer exists.");
        return (await ViewsAsync([order], alliance, caller, cancel))[0];
    }

    /// <summary>Orders of one alliance in full: a few queries for all of them.</summary>
    public async Task<IReadOnlyList<OrderView>> ViewsAsync(
        IReadOnlyList<Order> orders, Alliance alliance, Caller caller, CancellationToken cancel) =>
        await ViewsAsync(
            orders, await HistoryList.FindAsync(database, [.. orders.Select(order => order.Id)], cancel), alliance, caller, cancel);

    /// <summary>The same, for whoever has read their histories.</summary>
    public async Task<IReadOnlyList<OrderView>> ViewsAsync(
        IReadOnlyList<Order> orders, IReadOnlyDictionary<Guid, IReadOnlyList<TakenStep>> histories, Alliance alliance, Caller caller,
        CancellationToken cancel)
    {
        List<(string Category, string Place)> troubles = caller.Merchant is null
            ? [.. orders.Where(IsToldRulings).Select(order => (order.Category, order.Place)).Distinct()]
            : [];
        var rulings = troubles.Count > 0
            ? await JointMeeting.RulingsAsync(database, alliance.Code, troubles, cancel)
            : Enumerable.Empty<Ruling>().ToLookup(ruling => (ruling.Category, ruling.Place));

        var above = await MergerList.AboveAsync(database, orders, cancel);
        var below = Remarks.MayBeReadBy(caller)
            ? await MergerList.BelowAsync(database, [.. orders.Select(order => order.Number)], cancel)
            : Enumerable.Empty<MergedOrder>().ToLookup(merged => merged.Order.Number);

        var now = time.GetUtcNow();
        List<OrderView> views = [];
        foreach (var order in orders)
        {
            var workflow = await workflows.FindAsync(order.Workflow, order.WorkflowVersion, cancel);
            var view = OrderView.Full(order, histories[order.Id], workflow, alliance, caller.At(now, alliance), now, above);
            if (order.GoesOnAs(above) is { } last)
            {
                var lastWorkflow = await workflows.FindAsync(last.Workflow, last.WorkflowVersion, cancel);
                view = view with { GoesOnAs = GoingOnView.Of(last, lastWorkflow) };
            }

            if (below.Contains(order.Number))
            {
                view = view with
                {
                    AlsoFor = [.. below[order.Number].Take(OrderList.LongestPage).Select(merged => AlsoForView.Of(merged, alliance))],
                };
            }

            IReadOnlyList<Ruling> told = IsToldRulings(order)
                ? [.. rulings[(order.Category, order.Place)].Take(OrderList.LongestPage).Select(Disclosure.Hidden)]
                : [];
            views.Add(told.Count > 0 ? view with { Rulings = told } : view);
        }

        return views;
    }

    /// <summary>The chair assigns it next, and is told who answers for such trouble there.</summary>
    static bool IsToldRulings(Order order) => order.Desk == Desks.Chair && order.Place.Length > 0;

    /// <param name="orders">One more than the page takes, where there is one: it shows that another page follows.</param>
    public async Task<OrderPage> PageAsync(
        IReadOnlyList<Order> orders, int take, Caller caller, Alliance alliance, DateTimeOffset now)
    {
        List<OrderView> views = [];
        foreach (var order in orders.Take(take))
        {
            var workflow = await workflows.FindAsync(order.Workflow, order.WorkflowVersion);
            views.Add(OrderView.Brief(Disclosure.To(caller, order, alliance, now), workflow));
        }

        return new OrderPage(views, orders.Count > take ? PageKey.Of(orders[take - 1]).Text : null);
    }

    /// <summary>A page of what waits for a caller, each order with why.</summary>
    /// <inheritdoc cref="PageAsync" path="/param"/>
    public async Task<OrderPage> WorkPageAsync(
        IReadOnlyList<Order> orders, int take, Caller caller, Alliance alliance, DateTimeOffset now)
    {
        List<OrderView> views = [];
        foreach (var order in orders.Take(take))
        {
            var workflow = await workflows.FindAsync(order.Workflow, order.WorkflowVersion);
            var shown = Disclosure.To(caller, order, alliance, now);
            views.Add(OrderView.Brief(shown, workflow) with { Why = WorkReason.Of(order, workflow, caller, alliance, now) });
        }

        return new OrderPage(views, orders.Count > take ? PageKey.Of(orders[take - 1]).Text : null);
    }
}

/// <summary>What a request for a step may say in its headers.</summary>
static class RequestHeaders
{
    public const string Key = "Idempotency-Key";

    /// <summary><c>"7"</c>, <c>W/"7"</c> or <c>7</c>; <c>*</c> means any version, as leaving it out does.</summary>
    public static bool TryReadVersion(HttpRequest request, out int? version)
    {
        version = null;
        var header = request.Headers.IfMatch;
        if (StringValues.IsNullOrEmpty(header))
            return header.Count == 0;
        if (header is not [{ } text])
            return false;
        if (text == "*")
            return true;

        if (text.StartsWith("W/", StringComparison.Ordinal))
            text = text[2..];
        if (text is ['"', .. var quoted, '"'])
            text = quoted;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        version = number;
        return true;
    }

    /// <summary>1 to <see cref="StepRequest.LongestKey"/> visible ASCII characters, or none at all.</summary>
    public static bool TryReadKey(HttpRequest request, out string? key)
    {
        key = null;
        var header = request.Headers[Key];
        if (header.Count == 0)
            return true;
        if (header is not [{ Length: >= 1 and <= StepRequest.LongestKey } text] || text.Any(sign => sign is < '!' or > '~'))
            return false;
        key = text;
        return true;
    }
}
