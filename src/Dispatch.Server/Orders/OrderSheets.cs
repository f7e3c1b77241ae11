using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Server.Pages;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Server.Orders;

/// <summary>An order in a list of a page, with what its reader may do about it.</summary>
/// <param name="Order">As the reader may read it.</param>
/// <param name="Can">The rules of the steps that the reader may take now.</param>
public sealed record OrderRow(Order Order, Workflow Workflow, IReadOnlyList<StepRule> Can)
{
    public Stage Stage => Workflow.Stage(Order.Stage);

    public StepRule? Rule(string step) => Can.FirstOrDefault(rule => rule.Step == step);
}

/// <summary>An order as its page shows it.</summary>
public sealed record OrderSheet(OrderRow Row, OrderView View, DeadlinesView Deadlines)
{
    public Order Order => Row.Order;

    /// <summary>What it may be the same as, for those who may merge it.</summary>
    public IReadOnlyList<LookalikeRow> Lookalikes { get; init; } = [];
}

/// <summary>An order that may be the same trouble, in a list of a page.</summary>
public sealed record LookalikeRow(Lookalike Like, Stage Stage)
{
    public Order Order => Like.Order;
}

/// <summary>A page of rows.</summary>
/// <param name="Next">Of the page that follows; null on the last.</param>
public sealed record OrderRows(IReadOnlyList<OrderRow> Rows, string? Next)
{
    public static OrderRows None { get; } = new([], null);
}

/// <summary>Reads orders for pages, under the rights of the reader.</summary>
sealed class OrderSheets(
    Database database, AllianceDirectory alliances, WorkflowLibrary workflows, KeptCalendars calendars, OrderReader reader, Viewer viewer)
{
    const int Take = 50;

    CancellationToken Cancel => viewer.Context.RequestAborted;

    /// <returns>Null when there is no such order, or it is not one that the reader may see.</returns>
    public async Task<OrderSheet?> FindAsync(string number)
    {
        if (viewer.Caller is not { } caller || !OrderEndpoints.IsNumber(number)
            || await OrderList.FindAsync(database, number, Cancel) is not { } order || !Rules.MaySee(order, caller)
            || await alliances.FindAsync(order.Alliance, Cancel) is not { } alliance)
            return null;

        var sheet = (await OfAsync([order], alliance))[0];
        return sheet.Row.Rule("merge") is null ? sheet : sheet with { Lookalikes = await LookalikesAsync(order, alliance) };
    }

    async Task<IReadOnlyList<LookalikeRow>> LookalikesAsync(Order order, Alliance alliance)
    {
        List<LookalikeRow> rows = [];
        foreach (var like in await LookalikeList.OfAsync(database, order, Cancel))
        {
            var workflow = await workflows.FindAsync(like.Order.Workflow, like.Order.WorkflowVersion, Cancel);
            rows.Add(new LookalikeRow(
                like with { Order = Disclosure.To(viewer.Caller!, like.Order, alliance, viewer.Now) }, workflow.Stage(like.Order.Stage)));
        }

        return rows;
    }

    /// <summary>Orders of an alliance that the reader may see, as their pages show them: a few queries for all of them.</summary>
    public async Task<IReadOnlyList<OrderSheet>> OfAsync(IReadOnlyList<Order> orders, Alliance alliance)
    {
        var histories = await HistoryList.FindAsync(database, [.. orders.Select(order => order.Id)], Cancel);
        var views = await reader.ViewsAsync(orders, histories, alliance, viewer.Caller!, Cancel);
        var above = await MergerList.AboveAsync(database, orders, Cancel);
        List<OrderSheet> sheets = [];
        foreach (var (order, view) in orders.Zip(views))
        {
            var history = histories[order.Id];
            var deadlines = await DeadlinesView.OfAsync(
                order, [.. history.TakeWhile(taken => taken.Sequence <= order.Version)],
                await workflows.FindAsync(order.Workflow, order.WorkflowVersion, Cancel), alliance, calendars, viewer.Now, Cancel);
            sheets.Add(new OrderSheet(await RowAsync(order.WithLastOf(history), alliance, above), view, deadlines));
        }

        return sheets;
    }

    /// <summary>What waits for the reader, earliest due first.</summary>
    public async Task<OrderRows> WorkAsync(WorkFilter filter, PageKey? after)
    {
        if (viewer is not { Caller: { Alliance: not null } caller, Alliance: { } alliance })
            return OrderRows.None;
        return await RowsAsync(
            await WorkList.PageAsync(database, workflows, alliance, caller, viewer.Now, filter, after, Take + 1, Cancel), alliance);
    }

    /// <summary>How much of each kind waits for the reader.</summary>
    public async Task<IReadOnlyList<WorkCount>> WorkCountsAsync() =>
        viewer is { Caller: { Alliance: not null } caller, Alliance: { } alliance }
            ? await WorkList.CountsAsync(database, workflows, alliance, caller, viewer.Now, Total.BoundAtAGlance, Cancel)
            : [];

    /// <summary>A page of the orders that a filter finds.</summary>
    public async Task<OrderRows> SearchAsync(OrderFilter filter, PageKey? after) => viewer.Alliance is { } alliance
        ? await RowsAsync(await OrderList.PageAsync(database, filter, after, Take + 1, Cancel), alliance)
        : OrderRows.None;

    async Task<OrderRows> RowsAsync(IReadOnlyList<Order> orders, Alliance alliance)
    {
        List<OrderRow> rows = [];
        foreach (var order in orders.Take(Take))
            rows.Add(await RowAsync(order, alliance, Situation.NoOthers));
        return new OrderRows(rows, orders.Count > Take ? PageKey.Of(orders[Take - 1]).Text : null);
    }

    /// <param name="above">The orders that it was merged into; a row offers nothing that needs them.</param>
    async Task<OrderRow> RowAsync(Order order, Alliance alliance, IReadOnlyDictionary<string, Order> above)
    {
        var workflow = await workflows.FindAsync(order.Workflow, order.WorkflowVersion, Cancel);
        var can = Rules.Can(order, new Situation(workflow, alliance, viewer.Caller!, viewer.Now, above));
        var stage = workflow.Stage(order.Stage);
        return new OrderRow(
            Disclosure.To(viewer.Caller!, order, alliance, viewer.Now), workflow, [.. can.Select(step => workflow.RuleAt(stage, step)!)]);
    }
}
