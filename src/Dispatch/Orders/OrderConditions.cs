using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>
/// A filter in SQL, but for its words: one arm for each value of the filter that leads, so that each is read from an index in the order of
/// the answer.
/// </summary>
sealed class OrderConditions
{
    readonly List<string> shared = [];
    readonly List<string> filed = [];
    readonly IReadOnlyList<string> leading = [];

    /// <param name="parameters">Takes what the conditions refer to, beside what it has already.</param>
    public OrderConditions(Database database, OrderFilter filter, DynamicParameters? parameters = null)
    {
        Parameters = parameters ?? new DynamicParameters();
        shared.Add($"alliance = {Named(filter.Alliance)}");

        // The narrowest first: the one that is given leads, and the others are looked at in the rows that it finds.
        (AnyOf? Given, Func<string, string> Is)[] indexed =
        [
            (filter.Asked, asked => OpenRequest.All.First(question => question.Name == asked).Sql),
            (filter.Merchant, merchant => $"merchant_code = {Named(merchant)}"),
            (filter.FiledBy, person => $"filed_by = {Named(person)}"),
            (filter.Level, level => $"level = {Named(level)}"),
            (filter.Urgency, UrgencyIs),
            (filter.Desk, desk => $"desk = {Named(desk)}"),
            (filter.Stage, stage => $"stage = {Named(stage)}"),
            (filter.Category, category => $"category = {Named(category)}"),
        ];
        foreach (var (given, condition) in indexed.Where(one => one.Given is not null))
        {
            IReadOnlyList<string> values = [.. given!.Values.Distinct().Select(condition)];
            // Orders of two values of the leading filter are others, but for what is asked: an order may wait for two answers.
            if (leading.Count == 0)
                leading = [.. values.Select((value, index) => given == filter.Asked ? AndNone(value, values.Take(index)) : value)];
            else
                shared.Add($"({string.Join(" or ", values)})");
        }

        if (filter.Member is { } members)
        {
            var name = NameOf(database.List(members.Values));
            shared.Add($"exists (select 1 from assignments a where a.order_id = orders.id and {database.Among("a.member", name)})");
        }

        Add("workflow =", filter.Workflow);
        Add("source =", filter.Source);
        Add("external_id =", filter.ExternalId);
        if (filter.From is { } from)
            filed.Add($"filed_at >= {Named(from)}");
        if (filter.To is { } to)
            filed.Add($"filed_at < {Named(to)}");
        if (filter.Days is { } days)
            filed.Add(days.Count == 0 ? "1 = 0" : $"({string.Join(" or ", days.Select(FiledWithin))})");
        shared.AddRange(filed);
        Add("due <", filter.DueBefore);
        Add("due >=", filter.DueFrom);
        // Whatever somebody holds has a limit: what is not due any more stands together at the end of each index.
        if (filter.Open is { } open)
            Add(open ? "due <" : "due =", (DateTimeOffset?)Order.NotDue);
        if (filter.Open is null && filter.DueBefore is not null)
            Add("due <", (DateTimeOffset?)Order.NotDue);
    }

    public DynamicParameters Parameters { get; }

    /// <summary>A page, earliest due first.</summary>
    /// <param name="after">Whether it begins behind <c>@due</c> and <c>@id</c>.</param>
    public string PageSql(bool after)
    {
        var behind = after ? "\n   and (due, id) > (@due, @id)" : "";
        var arms = Arms.Select((conditions, arm) => $"""
            select * from (
                select {OrderColumns.Selected}
                  from orders
                 where {conditions}{behind}
                 order by due, id
                 limit @take) as arm{arm}
            """);
        return $"{string.Join("\nunion all\n", arms)}\norder by due_key, id\nlimit @take";
    }

    /// <summary>How many there are, up to <c>@bound</c>.</summary>
    public string CountSql()
    {
        var arms = Arms.Select(
            (conditions, arm) => $"select * from (select 1 as one from orders where {conditions} limit @bound) as arm{arm}");
        return $"select count(*) from (select * from ({string.Join("\nunion all\n", arms)}) as found limit @bound) as counted";
    }

    /// <summary>All of them, for whoever looks for more than they say.</summary>
    public IReadOnlyList<string> All => leading.Count == 0 ? shared : [.. shared, $"({string.Join(" or ", leading)})"];

    /// <summary>
    /// Those by which an index has all of them in the order of the answer; where none leads, that index has the time of filing too.
    /// </summary>
    public string Leading => string.Join(" and ", leading is [var only] ? [shared[0], only] : filed.Prepend(shared[0]));

    IEnumerable<string> Arms => leading.Count == 0
        ? [string.Join("\n   and ", shared)]
        : leading.Select(condition => string.Join("\n   and ", shared.Prepend(condition)));

    static string AndNone(string value, IEnumerable<string> earlier) =>
        string.Concat(earlier.Select(other => $"not coalesce({other}, false) and ")) + value;

    /// <summary>The usual urgency is that of nearly all orders and stands in no index.</summary>
    string UrgencyIs(string urgency) => urgency == Alliances.Urgency.Normal
        ? $"state ->> 'urgency' = {Named(urgency)}"
        : $"state ->> 'urgency' <> '{Alliances.Urgency.Normal}' and state ->> 'urgency' = {Named(urgency)}";

    string FiledWithin((DateTimeOffset From, DateTimeOffset To) day) =>
        $"(filed_at >= {Named(day.From)} and filed_at < {Named(day.To)})";

    string Named<T>(T value) => $"@{NameOf(value)}";

    string NameOf<T>(T value)
    {
        var name = $"value{Parameters.ParameterNames.Count()}";
        Parameters.Add(name, value);
        return name;
    }

    void Add<T>(string comparison, T? value)
    {
        if (value is not null)
            shared.Add($"{comparison} {Named(value)}");
    }
}
