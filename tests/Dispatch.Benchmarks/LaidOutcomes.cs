using Dispatch.Reports;
using Dispatch.Tests.Support;
using Npgsql;
using NpgsqlTypes;

namespace Dispatch.Benchmarks;

/// <summary>What the reports count of very many orders over a year, written in bulk.</summary>
static class LaidOutcomes
{
    static readonly string[] Members = ["chengguan", "shichang", "jiaojing", "paichusuo", "huanwei", "xiaofang", "shengtai"];
    static readonly string[] Categories = ["0128", "0136", "0110", "0112", "0402", "0405"];
    static readonly (string Stage, int Usual)[] Stages =
        [("filed", 20), ("accepted", 15), ("assigned", 45), ("claimed", 300), ("resolved", 200)];

    /// <summary>The id of one of the orders, in SQL and here.</summary>
    /// <param name="n">Counts from 0.</param>
    public static Guid IdOf(int n) => Guid.Parse($"00000000-0000-7000-8000-{n:x12}");

    /// <inheritdoc cref="IdOf"/>
    public const string IdSql = "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";

    const string CopyOutcomesSql = """
        copy outcomes (order_id, place, alliance, kind, day, member, chair, category, community, stage, minutes, asked, met, exempt, due)
        from stdin (format binary)
        """;

    /// <param name="start">Of the year.</param>
    public static async Task FillAsync(NpgsqlConnection connection, int size, DateTimeOffset start)
    {
        OutcomeSums sums = new();
        await using (var rows = await connection.BeginBinaryImportAsync(CopyOutcomesSql))
        {
            for (var n = 0; n < size; n++)
            {
                foreach (var outcome in Of(n, size, start))
                {
                    sums.Add(outcome, 1);
                    await WriteAsync(rows, outcome);
                }
            }

            await rows.CompleteAsync();
        }

        await using (var rows = await connection.BeginBinaryImportAsync(
            "copy outcome_sums (alliance, period, dimension, key, measure, bucket, counted, met, exempt) from stdin (format binary)"))
        {
            foreach (var (key, sum) in sums.All)
            {
                await rows.StartRowAsync();
                foreach (var text in (string[])[key.Alliance, key.Period, key.Dimension, key.Key, key.Measure])
                    await rows.WriteAsync(text, NpgsqlDbType.Text);
                await rows.WriteAsync(key.Bucket, NpgsqlDbType.Integer);
                foreach (var number in (long[])[sum.Counted, sum.Met, sum.Exempt])
                    await rows.WriteAsync(number, NpgsqlDbType.Bigint);
            }

            await rows.CompleteAsync();
        }
    }

    static async Task WriteAsync(NpgsqlBinaryImporter rows, Outcome outcome)
    {
        await rows.StartRowAsync();
        await rows.WriteAsync(outcome.OrderId, NpgsqlDbType.Uuid);
        await rows.WriteAsync(outcome.Ordinal, NpgsqlDbType.Integer);
        string[] texts =
        [
            outcome.Alliance, outcome.Kind, outcome.Day, outcome.Member, outcome.Chair, outcome.Category, outcome.Community, outcome.Stage,
        ];
        foreach (var text in texts)
            await rows.WriteAsync(text, NpgsqlDbType.Text);
        if (outcome.Minutes is { } minutes)
            await rows.WriteAsync(minutes, NpgsqlDbType.Integer);
        else
            await rows.WriteNullAsync();
        await rows.WriteAsync(outcome.Asked, NpgsqlDbType.Integer);
        await rows.WriteAsync(outcome.Met, NpgsqlDbType.Integer);
        await rows.WriteAsync(outcome.Exempt, NpgsqlDbType.Boolean);
        if (outcome.Due is { } due)
            await rows.WriteAsync(due.UtcDateTime, NpgsqlDbType.TimestampTz);
        else
            await rows.WriteNullAsync();
    }

    static readonly int Dispatched = Measures.Response.Bit | Measures.Overdue.Bit | Measures.Return.Bit | Measures.Accuracy.Bit;
    static readonly int Worked =
        Measures.OnTime.Bit | Measures.Disposal.Bit | Measures.Backlog.Bit | Measures.Extension.Bit | Measures.Overdue.Bit;
    static readonly int Answered =
        Measures.Resolution.Bit | Measures.Satisfaction.Bit | Measures.Rework.Bit | Measures.Answered.Bit | Measures.Whole.Bit;

    static IEnumerable<Outcome> Of(int n, int size, DateTimeOffset start)
    {
        var at = start + (n * (TimeSpan.FromDays(365) / size));
        var (late, open) = (n % 17 == 0, n % 500 == 0);
        Outcome outcome = new()
        {
            OrderId = IdOf(n),
            Ordinal = 0,
            Alliance = Office.Alliance,
            Kind = OutcomeKind.Dispatch,
            Day = $"{at:yyyy-MM-dd}",
            Member = Members[n % Members.Length],
            Chair = Members[at.Month % Members.Length],
            Category = Categories[n / 7 % Categories.Length],
            Community = n % 2 == 0 ? "lin-yuzhen" : "chen-zhiming",
            Asked = Dispatched,
            Met = late ? Measures.Overdue.Bit : Measures.Response.Bit | Measures.Accuracy.Bit,
        };
        yield return outcome;
        yield return outcome with
        {
            Ordinal = 1,
            Kind = OutcomeKind.Work,
            Asked = Worked,
            Met = late ? Measures.Overdue.Bit | Measures.Disposal.Bit : Measures.OnTime.Bit | Measures.Disposal.Bit,
            Due = open ? at : null,
        };
        yield return outcome with
        {
            Ordinal = 2,
            Kind = OutcomeKind.Cycle,
            Asked = Answered,
            Met = late ? Measures.Rework.Bit : Answered & ~Measures.Rework.Bit,
            Due = open ? at : null,
        };
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            // From nothing to ten times the usual, most of it short.
            var share = (n * 7919L % 1000) / 1000.0;
            yield return outcome with
            {
                Ordinal = 3 + stage,
                Kind = OutcomeKind.Stay,
                Stage = Stages[stage].Stage,
                Minutes = (int)(Stages[stage].Usual * Math.Pow(10, (share * 2) - 1)),
                Asked = Measures.Overdue.Bit,
                Met = 0,
            };
        }

        if (!open)
            yield return outcome with { Ordinal = 8, Kind = OutcomeKind.End, Asked = Measures.Closed.Bit, Met = Measures.Closed.Bit };
    }
}
