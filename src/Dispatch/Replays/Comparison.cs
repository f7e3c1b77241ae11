using Dapper;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Storage;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Replays;

/// <summary>The rules to hold the recorded ones against; what is null stays as it was recorded.</summary>
/// <param name="Workflow">For the orders of the workflow of this name, in whichever version they were filed.</param>
/// <param name="Limits">By category, in place of all those of the alliance.</param>
public sealed record OtherRules(Workflow? Workflow, WorkingCalendar? Calendar, IReadOnlyDictionary<string, CategoryLimits>? Limits)
{
    public Alliance For(Alliance alliance) => alliance with { Calendar = Calendar ?? alliance.Calendar, Limits = Limits ?? alliance.Limits };
}

/// <summary>An order under its own rules and under others.</summary>
/// <param name="Number">Of the order.</param>
public sealed record ComparedOrder(string Number, Alliance Alliance, Replay Recorded, Replay Other)
{
    /// <summary>What is told under one of the rules only, not counting when; in the order of time.</summary>
    public IEnumerable<(bool IsOther, Notice Notice)> Differences =>
        Only(Recorded, Other).Select(notice => (false, notice)).Concat(Only(Other, Recorded).Select(notice => (true, notice))).OrderBy(told => told.Item2.At);

    /// <summary>Something else is told, or the order stands at another stage at the end.</summary>
    public bool Differs => Recorded.Order.Stage != Other.Order.Stage || Differences.Any();

    static IEnumerable<Notice> Only(Replay one, Replay other)
    {
        var there = other.Notices.CountBy(notice => notice.What).ToDictionary();
        return one.Notices.Where(notice => (there[notice.What] = there.GetValueOrDefault(notice.What) - 1) < 0);
    }
}

/// <summary>How often the clock did what.</summary>
public readonly record struct Told(long Warned, long Breached, long Escalated, long Lapsed)
{
    public static Told Of(Notice notice) => notice.Step switch
    {
        "warn" => new Told(1, 0, 0, 0),
        "breach" => new Told(0, 1, 0, 0),
        "escalate" => new Told(0, 0, 1, 0),
        _ => new Told(0, 0, 0, 1),
    };

    public static Told operator +(Told one, Told other) =>
        new(one.Warned + other.Warned, one.Breached + other.Breached, one.Escalated + other.Escalated, one.Lapsed + other.Lapsed);
}

/// <summary>Replays the orders of a period under their own rules and under others, side by side. Reads only, and all of it as of one moment.</summary>
public static class Comparison
{
    /// <param name="Orders">How many were replayed.</param>
    /// <param name="LeftAside">Those of the period that are of another workflow.</param>
    /// <param name="Versions">How many of them were filed under which workflow.</param>
    /// <param name="Holders">Who was told what, the desks in the order of the words, the members of each by their codes.</param>
    /// <param name="Differing">In how many the outcome differs.</param>
    /// <param name="RecordedDiverged">How many have steps that do not fit their own rules, such as one that came before a lapse that was late.</param>
    /// <param name="OtherDiverged">How many have steps that do not fit the other rules.</param>
    public sealed record Report(
        long Orders, long LeftAside, IReadOnlyList<(string Workflow, long Orders)> Versions,
        IReadOnlyList<(Holder Holder, Told Recorded, Told Other)> Holders, long Differing, long RecordedDiverged, long OtherDiverged)
    {
        public Told Recorded => Holders.Aggregate(default(Told), (sum, holder) => sum + holder.Recorded);
        public Told Other => Holders.Aggregate(default(Told), (sum, holder) => sum + holder.Other);
    }

    /// <summary>How many orders are in memory together.</summary>
    const int PageSize = 1000;

    const string CountSql = """
        select count(*) as orders, count(case when workflow = @workflow then 1 end) as ofworkflow
          from orders
         where alliance = @alliance
           and filed_at >= @from
           and filed_at < @to
        """;

    // An order's birth: the rest comes from its history.
    static string PageSql(bool oneWorkflow) => $"""
        select id, number, alliance, workflow, workflow_version, due as due_key
          from orders
         where alliance = @alliance
           and filed_at >= @from
           and filed_at < @to
           and (due, id) > (@due, @id)
          {(oneWorkflow ? "and workflow = @workflow" : "")}
         order by due, id
         limit {PageSize}
        """;

    // Without the clocks, which are computed anew.
    static string HistorySql(Database database) => $"""
        select order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member, at, due, input
          from history
         where {database.Among("order_id", "ids")}
           and actor_id <> 'clock'
         order by order_id, sequence
        """;

    /// <param name="from">First day, by the clock of each alliance.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="until">Up to when the clock goes on with orders that are open.</param>
    /// <param name="tell">Hears of each order in turn.</param>
    /// <param name="progress">Hears how many of how many orders are done.</param>
    public static async Task<Report> RunAsync(
        Database database, WorkflowLibrary workflows, IReadOnlyList<Alliance> alliances, OtherRules rules, LocalDate from, LocalDate to,
        DateTimeOffset until, Action<ComparedOrder> tell, Action<long, long>? progress = null, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);

        var periods = alliances.Select(alliance => new
        {
            alliance = alliance.Code,
            from = Midnight(alliance, from),
            to = Midnight(alliance, to.PlusDays(1)),
            workflow = rules.Workflow?.Name,
        }).ToList();
        var (all, chosen) = (0L, 0L);
        foreach (var period in periods)
        {
            var (orders, ofWorkflow) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(CountSql, period, snapshot, cancellationToken: cancel));
            (all, chosen) = (all + orders, chosen + (rules.Workflow is null ? orders : ofWorkflow));
        }

        Sums sums = new();
        Dictionary<(string, int), Workflow> known = [];
        foreach (var (alliance, period) in alliances.Zip(periods))
        {
            var other = rules.For(alliance);
            for (var (due, id) = (DateTimeOffset.MinValue, Guid.Empty); ;)
            {
                var asked = new { period.alliance, period.from, period.to, period.workflow, due, id };
                var page = (await connection.QueryAsync<Order>(
                    new CommandDefinition(PageSql(rules.Workflow is not null), asked, snapshot, cancellationToken: cancel))).AsList();
                foreach (var key in page.Select(row => (row.Workflow, row.WorkflowVersion)).Distinct().Where(key => !known.ContainsKey(key)))
                    known[key] = await workflows.FindAsync(key.Workflow, key.WorkflowVersion, cancel);
                var histories = (await connection.QueryAsync<HistoryRow>(new CommandDefinition(
                    HistorySql(database), new { ids = database.List<Guid>([.. page.Select(row => row.Id)]) }, snapshot, cancellationToken: cancel)))
                    .ToLookup(row => row.OrderId);

                sums.Add(page.CountBy(row => $"{row.Workflow} {row.WorkflowVersion}"));
                foreach (var compared in page.AsParallel().AsOrdered().WithCancellation(cancel).Select(Compared))
                {
                    sums.Add(compared);
                    tell(compared);
                }

                progress?.Invoke(sums.Orders, chosen);
                if (page.Count < PageSize)
                    break;
                (due, id) = (page[^1].DueKey, page[^1].Id);

                ComparedOrder Compared(Order order)
                {
                    var own = known[(order.Workflow, order.WorkflowVersion)];
                    var history = histories[order.Id].Select(step => step.ToTaken()).ToList();
                    return new ComparedOrder(
                        order.Number, alliance, Replay.Of(order, history, own, own, alliance, until),
                        Replay.Of(order, history, own, rules.Workflow ?? own, other, until));
                }
            }
        }

        return sums.Report(all - chosen);
    }

    static DateTimeOffset Midnight(Alliance alliance, LocalDate day) => alliance.Zone.AtStartOfDay(day).ToDateTimeOffset().ToUniversalTime();

    /// <summary>Everything that is kept of the orders that went by.</summary>
    sealed class Sums
    {
        readonly Dictionary<string, long> versions = [];
        readonly Dictionary<Holder, (Told Recorded, Told Other)> holders = [];
        long differing;
        long recordedDiverged;
        long otherDiverged;

        public long Orders { get; private set; }

        public void Add(IEnumerable<KeyValuePair<string, int>> orders)
        {
            foreach (var (version, count) in orders)
                versions[version] = versions.GetValueOrDefault(version) + count;
        }

        public void Add(ComparedOrder order)
        {
            Orders++;
            differing += order.Differs ? 1 : 0;
            recordedDiverged += order.Recorded.Divergences.Count > 0 ? 1 : 0;
            otherDiverged += order.Other.Divergences.Count > 0 ? 1 : 0;
            foreach (var notice in order.Recorded.Notices)
                Add(notice.Holder, Told.Of(notice), default);
            foreach (var notice in order.Other.Notices)
                Add(notice.Holder, default, Told.Of(notice));
        }

        void Add(Holder holder, Told recorded, Told other)
        {
            var before = holders.GetValueOrDefault(holder);
            holders[holder] = (before.Recorded + recorded, before.Other + other);
        }

        static readonly List<string> desks = [.. Desks.ThatHold];

        public Report Report(long leftAside) => new(
            Orders,
            leftAside,
            [.. versions.OrderBy(version => version.Key, StringComparer.Ordinal).Select(version => (version.Key, version.Value))],
            [
                .. holders.OrderBy(told => told.Key.Alliance, StringComparer.Ordinal)
                    .ThenBy(told => desks.IndexOf(told.Key.Desk))
                    .ThenBy(told => told.Key.Member, StringComparer.Ordinal)
                    .Select(told => (told.Key, told.Value.Recorded, told.Value.Other)),
            ],
            differing, recordedDiverged, otherDiverged);
    }
}
