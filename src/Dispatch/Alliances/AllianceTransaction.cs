using System.Data.Common;
using Dapper;

namespace Dispatch.Alliances;

/// <summary>The transaction in which an alliance is saved.</summary>
/// <param name="Alliance">Code.</param>
sealed record AllianceTransaction(DbConnection Connection, DbTransaction Transaction, string Alliance, CancellationToken Cancel)
{
    /// <param name="rows">One, or some: the statement is executed once for each.</param>
    /// <returns>How many rows were written.</returns>
    public Task<int> ExecuteAsync(string sql, object rows) => Connection.ExecuteAsync(Command(sql, rows));

    /// <returns>Null where there is no row.</returns>
    public Task<string?> FindAsync(string sql, object row) => Connection.QueryFirstOrDefaultAsync<string>(Command(sql, row));

    /// <param name="sql">Of the alliance, as <c>@alliance</c>.</param>
    public async Task<IReadOnlyList<string>> ListAsync(string sql) =>
        (await Connection.QueryAsync<string>(Command(sql, new { alliance = Alliance }))).AsList();

    /// <param name="sql">Of the alliance and a code, as <c>@alliance</c> and <c>@code</c>.</param>
    public Task<bool> IsTrueAsync(string sql, string code) =>
        Connection.QuerySingleAsync<bool>(Command(sql, new { alliance = Alliance, code }));

    CommandDefinition Command(string sql, object row) => new(sql, row, Transaction, cancellationToken: Cancel);
}
