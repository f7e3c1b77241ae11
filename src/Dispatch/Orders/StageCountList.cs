using Dapper;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>Counts the orders that stand at each stage of a workflow, by one query that reads no order that has ended.</summary>
public static class StageCountList
{
    /// <summary>
    /// The stages that are not final, in the order of the file; then those of earlier versions that the file has no more, as far as orders
    /// stand there.
    /// </summary>
    /// <param name="workflow">Name; orders of all its versions are counted.</param>
    public static async Task<IReadOnlyList<StageCount>> OfAsync(
        Database database, WorkflowLibrary workflows, string alliance, string workflow, DateTimeOffset now,
        CancellationToken cancel = default)
    {
        var known = await workflows.KnownAsync(cancel);
        var stages = (workflows.Current(workflow)?.Stages ?? [])
            .Concat(known.Where(version => version.Name == workflow).OrderByDescending(version => version.Version)
                .SelectMany(version => version.Stages))
            .Where(stage => !stage.Final).Select(stage => stage.Name).Distinct().ToList();
        if (stages.Count == 0)
            return [];

        // Where no other workflow has a stage of that name, the index tells all by itself.
        var shared = known.Where(version => version.Name != workflow).SelectMany(version => version.Stages).Select(stage => stage.Name)
            .ToHashSet();
        DynamicParameters parameters = new(new { alliance, workflow, now, never = Order.NotDue, bound = Total.Bound + 1 });
        var sql = string.Join("\nunion all\n", stages.Select((stage, index) =>
        {
            parameters.Add($"stage{index}", stage);
            var there = $"alliance = @alliance and stage = @stage{index}{(shared.Contains(stage) ? " and workflow = @workflow" : "")}";
            return $"""
                select {index} as stage,
                       (select count(*) from (select 1 from orders where {there} and due < @never limit @bound) as counted) as orders,
                       (select count(*) from (select 1 from orders where {there} and due < @now limit @bound) as counted) as late
                """;
        }));
        await using var connection = await database.ConnectAsync(cancel);
        var counted = await connection.QueryAsync<(long Stage, long Orders, long Late)>(
            new CommandDefinition(sql, parameters, cancellationToken: cancel));
        var current = workflows.Current(workflow)?.Stages.Count(stage => !stage.Final) ?? 0;
        return
        [
            .. counted.OrderBy(row => row.Stage).Where(row => row.Stage < current || row.Orders > 0)
                .Select(row => new StageCount(stages[(int)row.Stage], Total.Of(row.Orders), Total.Of(row.Late))),
        ];
    }
}
