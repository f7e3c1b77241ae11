using System.Data.Common;
using Dapper;

namespace Dispatch.Orders;

/// <summary>Reads the orders of an alliance that were filed in a period, without what came of them.</summary>
static class FiledOrderList
{
    /// <summary>The most orders on a page.</summary>
    public const int PageSize = 1000;

    const string CountSql = """
        select count(*) as orders, count(case when workflow = @workflow then 1 end) as of_workflow
          from orders
         where alliance = @alliance
           and filed_at >= @from
           and filed_at < @to
        """;

    /// <summary>How many were filed, and how many of them under the workflow of the period.</summary>
    public static Task<(long Orders, long OfWorkflow)> CountAsync(
        DbConnection connection, FilingPeriod period, DbTransaction transaction, CancellationToken cancel)
    {
        var row = new { alliance = period.Alliance, from = period.From, to = period.To, workflow = period.Workflow };
        return connection.QuerySingleAsync<(long, long)>(new CommandDefinition(CountSql, row, transaction, cancellationToken: cancel));
    }

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

    /// <summary>A page of them, earliest due first. Read of an order are its id, number, alliance, workflow and due time.</summary>
    /// <param name="after">The due time and id of the last one of the page before.</param>
    public static async Task<IReadOnlyList<Order>> PageAsync(
        DbConnection connection, FilingPeriod period, (DateTimeOffset Due, Guid Id) after, DbTransaction transaction,
        CancellationToken cancel)
    {
        var row = new
        {
            alliance = period.Alliance,
            from = period.From,
            to = period.To,
            workflow = period.Workflow,
            due = after.Due,
            id = after.Id,
        };
        var sql = PageSql(oneWorkflow: period.Workflow is not null);
        return (await connection.QueryAsync<Order>(new CommandDefinition(sql, row, transaction, cancellationToken: cancel))).AsList();
    }
}
