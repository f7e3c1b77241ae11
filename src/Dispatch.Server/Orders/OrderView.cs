using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Contracts;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Workflows;

namespace Dispatch.Server.Orders;

/// <summary>An order as a caller sees it.</summary>
public sealed record OrderView
{
    /// <summary>What people call the order, such as <c>SY-20261122-0001</c>.</summary>
    public required string Number { get; init; }

    public required Guid Id { get; init; }

    /// <summary>Code of the alliance.</summary>
    public required string Alliance { get; init; }

    public required string Workflow { get; init; }

    /// <summary>The version the order was filed under and keeps.</summary>
    public required int WorkflowVersion { get; init; }

    public required string Stage { get; init; }
    public required Words StageTitle { get; init; }

    /// <summary>Who holds the order; left out at its end.</summary>
    public string? Desk { get; init; }

    /// <summary>Code of the kind of trouble.</summary>
    public required string Category { get; init; }

    public required string Title { get; init; }
    public required string Text { get; init; }

    /// <summary>normal 一般, raised 较急 or urgent 紧急.</summary>
    public required string Urgency { get; init; }

    /// <summary>
    /// The phone number is masked for those who do not need it, as are the numbers in every text. Lists leave the merchant out.
    /// </summary>
    public Merchant? Merchant { get; init; }

    /// <summary>Lists leave it out.</summary>
    public Location? Location { get; init; }

    /// <summary>Where the trouble is, as people say it.</summary>
    public required string Place { get; init; }

    /// <summary>Every part that was ever given or claimed.</summary>
    public required IReadOnlyList<Assignment> Assignments { get; init; }

    public required DateTimeOffset FiledAt { get; init; }

    /// <summary>When the trouble was told to whoever filed it; left out where that was when it was filed.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>When the order came to its stage.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the first of its limits ends; left out at the end.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>True where that was counted on days whose holidays are not announced yet; left out where they are.</summary>
    public bool? Provisional { get; init; }

    /// <summary>Counts the steps; the ETag of the order, to be sent as If-Match.</summary>
    public required int Version { get; init; }

    /// <summary>Number of the order that this one was merged into.</summary>
    public string? MergedInto { get; init; }

    /// <summary>
    /// How the order fares that goes on for this one, which may be another than it was merged into; left out where it was not merged.
    /// Lists leave it out.
    /// </summary>
    public GoingOnView? GoesOnAs { get; init; }

    /// <summary>
    /// The orders for which this one goes on too, 200 at most, in the order of filing; left out where there are none, and for merchants.
    /// Lists leave it out.
    /// </summary>
    public IReadOnlyList<AlsoForView>? AlsoFor { get; init; }

    /// <summary>The system that the order comes from.</summary>
    public string? Source { get; init; }

    /// <summary>What that system calls the order.</summary>
    public string? ExternalId { get; init; }

    /// <summary>What happened, first to last: the latest steps. Lists leave it out.</summary>
    public IReadOnlyList<StepView>? Steps { get; init; }

    /// <summary>To be sent as <c>before</c> for the steps before these; left out where there are none.</summary>
    public int? Earlier { get; init; }

    /// <summary>How high overdue work has climbed: secretariat, chair or joint-meeting; left out where it has not.</summary>
    public string? Level { get; init; }

    /// <summary>The clocks stand still until then; left out where they run.</summary>
    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>When the merchant's name and all numbers were removed, for good; left out while they are kept.</summary>
    public DateTimeOffset? ForgottenAt { get; init; }

    /// <summary>asked, upheld or dismissed; left out where nobody appealed.</summary>
    public string? Appeal { get; init; }

    /// <summary>More time was asked for and waits for an answer. Lists leave it out.</summary>
    public string? Asked { get; init; }

    /// <summary>What the joint meeting ruled on such trouble at this place, while the chair holds the order; left out elsewhere.</summary>
    public IReadOnlyList<Ruling>? Rulings { get; init; }

    /// <summary>The steps that the caller may take now. Lists leave them out.</summary>
    public IReadOnlyList<string>? Can { get; init; }

    /// <summary>Until when the caller may take those of them that end, such as recall, by name; left out where none does.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset>? Until { get; init; }

    /// <summary>In a work list: what it waits for at the caller's desks, and with which steps they answer.</summary>
    public IReadOnlyList<WorkReason>? Why { get; init; }

    /// <summary>How many steps are told at once.</summary>
    internal const int StepsAtOnce = 50;

    /// <summary>With one page of its steps, so that an order with hundreds of remarks is as small to read as any.</summary>
    /// <param name="before">The sequence of a step: the page ends before it. Null for the latest.</param>
    internal OrderView Paged(int? before = null, int take = StepsAtOnce)
    {
        var until = (Steps ?? []).Where(step => before is null || step.Sequence < before).ToList();
        return this with
        {
            Steps = [.. until.TakeLast(take)],
            Earlier = until.Count > take ? until[^take].Sequence : null,
        };
    }

    /// <summary>As it stands in a list.</summary>
    /// <param name="order">As its reader may read it: see <see cref="Disclosure"/>.</param>
    public static OrderView Brief(Order order, Workflow workflow) => new()
    {
        Number = order.Number,
        Id = order.Id,
        Alliance = order.Alliance,
        Workflow = order.Workflow,
        WorkflowVersion = order.WorkflowVersion,
        Stage = order.Stage,
        StageTitle = workflow.Stage(order.Stage).Title,
        Desk = order.Desk,
        Category = order.Category,
        Title = order.Title,
        Text = order.Text,
        Urgency = order.State.Urgency,
        Place = order.Place,
        Assignments = order.State.Assignments,
        FiledAt = order.FiledAt,
        ReportedAt = order.ReportedAt,
        Since = order.Since,
        Due = order.Due,
        Provisional = order.Clocks.IsProvisional ? true : null,
        Version = order.Version,
        MergedInto = order.State.MergedInto,
        Level = order.State.Level,
        SuspendedUntil = order.Clocks.SuspendedUntil,
        ForgottenAt = order.ForgottenAt,
        Appeal = order.State.Appeal,
        Source = order.Source,
        ExternalId = order.ExternalId,
    };

    /// <summary>With its history, and with what the caller may do and see.</summary>
    /// <param name="history">First to last; what is later than the order is left out.</param>
    /// <param name="caller">As they are at this instant.</param>
    /// <param name="above">The orders that it was merged into, by number.</param>
    public static OrderView Full(
        Order order, IReadOnlyList<TakenStep> history, Workflow workflow, Alliance alliance, Caller caller, DateTimeOffset now,
        IReadOnlyDictionary<string, Order> above)
    {
        var can = Rules.CanUntil(order.WithLastOf(history), new Situation(workflow, alliance, caller, now, above));
        var until = can.Where(step => step.Value is not null).ToDictionary(step => step.Key, step => step.Value!.Value);
        var needsPhone = Rules.Needs(order, caller, alliance, now);
        var filed = (FileStep)history[0].Step;
        var merchant = MerchantOf(order, filed, alliance);
        var inHouse = Remarks.MayBeReadBy(caller);

        return Brief(needsPhone ? order : Disclosure.Hidden(order), workflow) with
        {
            Merchant = needsPhone ? merchant : Disclosure.Hidden(merchant),
            Location = needsPhone ? filed.Location : HiddenPlace(filed.Location),
            Asked = !inHouse ? null : needsPhone ? order.State.Extension?.Reason : Disclosure.Hidden(order.State.Extension?.Reason),
            Steps =
            [
                .. history.TakeWhile(taken => taken.Sequence <= order.Version)
                    .Where(taken => inHouse || Remarks.IsSeenOutside(taken, caller))
                    .Select(taken => StepView.Of(taken, !needsPhone, inHouse ? null : Remarks.FieldsSeenOutside(taken, caller))),
            ],
            Can = [.. can.Keys],
            Until = until.Count > 0 ? until : null,
        };

        static Location? HiddenPlace(Location? place) =>
            place is null ? null : place with { Address = Disclosure.Hidden(place.Address) };
    }

    /// <summary>
    /// What was written down goes before what the alliance knows, since it may be newer. Of a forgotten order nothing is told that its
    /// history has no more.
    /// </summary>
    internal static Merchant? MerchantOf(Order order, FileStep filed, Alliance alliance) =>
        order.ForgottenAt is not null
            || alliance.Merchants.FirstOrDefault(merchant => merchant.Code == order.MerchantCode) is not { } known
            ? filed.Merchant
            : new Merchant(
                filed.Merchant?.Name ?? known.Name,
                filed.Merchant?.Phone ?? known.Phone,
                filed.Merchant?.Address ?? known.Address,
                known.Code);
}

/// <summary>The order that goes on for a merged one: what whoever sees the merged one may know of it.</summary>
/// <param name="Desk">Who holds it; left out once it has ended.</param>
/// <param name="Since">When it came to its stage.</param>
/// <param name="Due">When the first of its limits ends; left out once it has ended.</param>
public sealed record GoingOnView(
    string Number, string Stage, Words StageTitle, string? Desk, DateTimeOffset Since, DateTimeOffset? Due)
{
    internal static GoingOnView Of(Order order, Workflow workflow) =>
        new(order.Number, order.Stage, workflow.Stage(order.Stage).Title, order.Desk, order.Since, order.Due);
}

/// <summary>An order for which another goes on.</summary>
/// <param name="Merchant">The merchant's name; left out where none was given.</param>
public sealed record AlsoForView(string Number, string? Merchant, DateTimeOffset FiledAt)
{
    internal static AlsoForView Of(MergedOrder merged, Alliance alliance) =>
        new(
            merged.Order.Number, Disclosure.Hidden(OrderView.MerchantOf(merged.Order, merged.Filing, alliance)?.Name),
            merged.Order.FiledAt);
}

/// <summary>A step that was taken.</summary>
/// <param name="Sequence">Counts from 1.</param>
/// <param name="Step">Name of the step.</param>
/// <param name="From">The stage it found; left out for the filing.</param>
/// <param name="To">The stage it left the order in.</param>
/// <param name="Input">
/// What was given with the step and what the rule settled; for merchants, without what the house says to itself.
/// </param>
public sealed record StepView(int Sequence, string Step, string? From, string To, Actor Actor, DateTimeOffset At, JsonElement Input)
{
    /// <param name="hidden">Without the numbers of people.</param>
    /// <param name="fields">The fields of the input that are shown; null for all.</param>
    internal static StepView Of(TakenStep taken, bool hidden, IReadOnlyCollection<string>? fields)
    {
        var input = StepRegistry.InputOf(taken.Step);
        return new StepView(
            taken.Sequence, taken.Step.Name, taken.From, taken.To,
            hidden ? taken.Actor with { Name = PersonalNumbers.Hidden(taken.Actor.Name) } : taken.Actor, taken.At,
            Shown(hidden ? HiddenInput.Of(input) : JsonElement.Parse(input), fields));
    }

    static JsonElement Shown(JsonElement input, IReadOnlyCollection<string>? fields) => fields is null
        ? input
        : JsonSerializer.SerializeToElement(
            input.EnumerateObject().Where(field => fields.Contains(field.Name)).ToDictionary(field => field.Name, field => field.Value));
}

/// <summary>A page of the steps of an order, first to last.</summary>
/// <param name="Earlier">To be sent as <c>before</c> for the page before; left out on the first.</param>
public sealed record StepPage(IReadOnlyList<StepView> Steps, int? Earlier);

/// <summary>A page of orders, earliest due first.</summary>
/// <param name="Next">To be sent as <c>after</c> for the page that follows; left out on the last.</param>
/// <param name="Total">How many there are on all pages, counted up to 10,000; left out where words are searched.</param>
/// <param name="TotalIsMore">True where there are more than that; left out where there are not.</param>
public sealed record OrderPage(IReadOnlyList<OrderView> Orders, string? Next, int? Total = null, bool? TotalIsMore = null)
{
    internal OrderPage Counted(Total total) => this with { Total = total.Orders, TotalIsMore = total.IsMore ? true : null };
}

/// <summary>How much waits for the caller; also where nothing does.</summary>
public sealed record WorkCounts(IReadOnlyList<WorkCountView> Counts)
{
    internal static WorkCounts Of(IReadOnlyList<WorkCount> counts) => new(
        [.. counts.Select(count => new WorkCountView(
            count.Desk, count.For, WaitsFor.WordsOf(count.For), count.Total.Orders, count.Total.IsMore ? true : null))]);
}

/// <param name="Desk">One of the caller's desks.</param>
/// <param name="For">What it waits for: to be sent, with the desk, to the work list.</param>
/// <param name="Count">Up to 10,000.</param>
/// <param name="IsMore">True where there are more than that; left out where there are not.</param>
public sealed record WorkCountView(string Desk, string For, Words Title, int Count, bool? IsMore);
