using System.Globalization;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Reads reports from the sums, and the orders behind a figure from the outcomes.</summary>
public static class ReportList
{
    /// <summary>The most rows on a page.</summary>
    public const int LongestPage = 200;

    // By dimension, since the alliance has a key of its own that no other dimension has.
    static string SumsSql(Database database) => $"""
        select dimension, key, measure, bucket, cast(sum(counted) as bigint) as counted, cast(sum(met) as bigint) as met, cast(sum(exempt) as bigint) as exempt
          from outcome_sums
         where alliance = @alliance
           and dimension in ('alliance', @dimension)
           and {database.Among("period", "periods")}
         group by dimension, key, measure, bucket
        """;

    static string OpenSql(string key) => $"""
        select {key} as key, kind, asked, met, exempt, count(*) as counted
          from outcomes
         where alliance = @alliance
           and due <= @now
           and day between @first and @last
         group by 1, 2, 3, 4, 5
        """;

    static string ColumnOf(string dimension) => dimension switch
    {
        Dimension.Alliance => "''",
        Dimension.Member => "member",
        Dimension.Chair => "chair",
        Dimension.Category => "category",
        Dimension.Community => "community",
        Dimension.Duty => "case when member = '' then '' else member || '/' || category end",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "There is no report by this."),
    };

    /// <summary>A report of an alliance.</summary>
    /// <param name="dimension">Of <see cref="Dimension"/>.</param>
    /// <param name="now">What is open and was due before then counts as it stands.</param>
    public static async Task<Report> FindAsync(
        Database database, string alliance, string dimension, Period period, DateTimeOffset now, CancellationToken cancel = default)
    {
        ReportDraft rows = new(), total = new();
        var (first, last) = (Days.Text(period.First), Days.Text(period.Last));

        await using var connection = await database.ConnectAsync(cancel);
        // Of one moment: an outcome that is done meanwhile would else be in both, or in neither.
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);
        var sums = await connection.QueryAsync<KeyedSum>(new CommandDefinition(
            SumsSql(database), new { alliance, dimension, periods = database.List(period.Pieces()) }, snapshot, cancellationToken: cancel));
        foreach (var sum in sums.Where(sum => sum.Counted != 0 || sum.Exempt != 0))
            (sum.Dimension == Dimension.Alliance ? total : rows).Add(sum.Key, sum.Measure, sum.Bucket, new Sum(sum.Counted, sum.Met, sum.Exempt));

        var open = await connection.QueryAsync<OpenSum>(new CommandDefinition(
            OpenSql(ColumnOf(dimension)), new { alliance, now, first, last }, snapshot, cancellationToken: cancel));
        foreach (var sum in open)
        {
            total.Add("", sum.Asked, sum.Met, sum.Exempt, sum.Counted);
            if (sum.Key.Length > 0 && (dimension != Dimension.Duty || sum.Kind == OutcomeKind.Work))
                rows.Add(sum.Key, sum.Asked, sum.Met, sum.Exempt, sum.Counted);
        }

        return new Report(alliance, dimension, period, now, total.Row(""), [.. rows.Keys.Order(StringComparer.Ordinal).Select(rows.Row).ToList()]);
    }

    /// <summary>The outcomes behind a figure, by day.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="now">As it was for the report.</param>
    /// <param name="after">The last of the page before.</param>
    /// <param name="take">1 to <see cref="LongestPage"/>, and one more.</param>
    public static async Task<IReadOnlyList<CountedOrder>> PageAsync(
        Database database, OutcomeFilter filter, DateTimeOffset now, OutcomeKey? after, int take, CancellationToken cancel = default)
    {
        List<string> conditions =
        [
            "outcomes.alliance = @alliance",
            $"kind in ({string.Join(", ", filter.Kinds.Select(kind => $"'{kind}'"))})",
            "day between @first and @last",
            "(outcomes.due is null or outcomes.due <= @now)",
        ];
        if (filter.Measure is not null)
            conditions.Add("(asked & @bit) <> 0");
        if (filter.Stage is not null)
            conditions.Add("outcomes.stage = @stage and minutes is not null");
        if (filter.Key is not null)
            conditions.Add($"{Qualified(filter.Dimension)} = @key");
        conditions.Add(filter.Of switch
        {
            Share.Met => "not exempt and (met & @bit) <> 0",
            Share.Missed => "not exempt and (met & @bit) = 0",
            Share.Exempt => "exempt",
            _ => "not exempt",
        });
        if (after is not null)
            conditions.Add("(day, order_id, outcomes.place) > (@day, @order, @place)");

        var sql = $"""
            select order_id as orderid, outcomes.place, number, title, kind, day, member, chair, outcomes.category, outcomes.stage, minutes, exempt,
                   outcomes.due, (met & @bit) <> 0 as met
              from outcomes
              join orders on orders.id = order_id
             where {string.Join("\n   and ", conditions)}
             order by day, order_id, outcomes.place
             limit @take
            """;
        var row = new
        {
            alliance = filter.Alliance,
            first = Days.Text(filter.Period.First),
            last = Days.Text(filter.Period.Last),
            now,
            bit = filter.Measure?.Bit ?? 0,
            stage = filter.Stage,
            key = filter.Key,
            day = after?.Day,
            order = after?.OrderId,
            place = after?.Place,
            take,
        };
        await using var connection = await database.ConnectAsync(cancel);
        return (await connection.QueryAsync<CountedOrder>(new CommandDefinition(sql, row, cancellationToken: cancel))).AsList();
    }

    static string Qualified(string dimension) => dimension switch
    {
        Dimension.Category => "outcomes.category",
        Dimension.Duty => "member || '/' || outcomes.category",
        _ => ColumnOf(dimension),
    };

    sealed record KeyedSum
    {
        public string Dimension { get; init; } = "";
        public string Key { get; init; } = "";
        public string Measure { get; init; } = "";
        public int Bucket { get; init; }
        public long Counted { get; init; }
        public long Met { get; init; }
        public long Exempt { get; init; }
    }

    sealed record OpenSum
    {
        public string Key { get; init; } = "";
        public string Kind { get; init; } = "";
        public int Asked { get; init; }
        public int Met { get; init; }
        public bool Exempt { get; init; }
        public long Counted { get; init; }
    }
}

/// <summary>Which part of a figure.</summary>
public static class Share
{
    /// <summary>The denominator.</summary>
    public const string All = "all";

    /// <summary>The numerator.</summary>
    public const string Met = "met";

    /// <summary>The denominator without the numerator.</summary>
    public const string Missed = "missed";

    /// <summary>What an upheld appeal took out.</summary>
    public const string Exempt = "exempt";

    public static IReadOnlyList<string> Names { get; } = [All, Met, Missed, Exempt];
}

/// <summary>What is behind a figure.</summary>
/// <param name="Dimension">Of <see cref="Reports.Dimension"/>.</param>
/// <param name="Key">Of the row; null for the alliance as a whole.</param>
/// <param name="Measure">Null for the stays of a stage.</param>
/// <param name="Stage">The stage whose stays are meant; null for a measure.</param>
/// <param name="Of">Of <see cref="Share"/>.</param>
public sealed record OutcomeFilter(string Alliance, Period Period, string Dimension, string? Key, Measure? Measure, string? Stage, string Of)
{
    public IReadOnlyList<string> Kinds =>
        Dimension == Reports.Dimension.Duty ? [OutcomeKind.Work] : Measure?.Kinds ?? [OutcomeKind.Stay];
}

/// <summary>An outcome with the order it is of.</summary>
public sealed record CountedOrder
{
    public Guid OrderId { get; init; }
    public int Place { get; init; }
    public string Number { get; init; } = "";
    public string Title { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Day { get; init; } = "";
    public string Member { get; init; } = "";
    public string Chair { get; init; } = "";
    public string Category { get; init; } = "";
    public string Stage { get; init; } = "";
    public int? Minutes { get; init; }
    public bool Met { get; init; }
    public bool Exempt { get; init; }

    /// <summary>Set where it is open and overdue.</summary>
    public DateTimeOffset? Due { get; init; }
}

/// <summary>Where a page ended.</summary>
public sealed record OutcomeKey(string Day, Guid OrderId, int Place)
{
    public static OutcomeKey Of(CountedOrder counted) => new(counted.Day, counted.OrderId, counted.Place);

    /// <summary>For a link; means nothing to anybody else.</summary>
    public string Text => $"{Day}.{OrderId:n}.{Place}";

    /// <summary>Null when the text is no key.</summary>
    public static OutcomeKey? Read(string text) =>
        text.Split('.') is [{ Length: 10 } day, var id, var place]
        && Guid.TryParseExact(id, "n", out var order)
        && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new OutcomeKey(day, order, number)
            : null;
}
