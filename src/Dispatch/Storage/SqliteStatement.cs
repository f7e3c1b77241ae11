using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Dispatch.Storage;

/// <summary>A statement that SQLite compiles once, with parameters <c>$0</c>, <c>$1</c> and so on.</summary>
sealed partial class SqliteStatement
{
    readonly SqliteCommand command;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        var count = Parameter().Matches(sql).Select(parameter => parameter.Value).Distinct().Count();
        for (var index = 0; index < count; index++)
            command.Parameters.AddWithValue($"${index}", DBNull.Value);
    }

    public SqliteTransaction Transaction { set => command.Transaction = value; }

    /// <returns>How many rows it changed.</returns>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs it with the columns of a row.</summary>
    /// <param name="first">Parameters that come before the columns.</param>
    /// <returns>How many rows it changed.</returns>
    public int Execute<TRow>(IReadOnlyList<Column<TRow>> columns, TRow row, params ReadOnlySpan<object?> first)
    {
        Bind(first);
        for (var index = 0; index < columns.Count; index++)
            command.Parameters[first.Length + index].Value = columns[index].SqliteValue(row) ?? DBNull.Value;
        return command.ExecuteNonQuery();
    }

    /// <returns>The first value of the first row; null where there is none.</returns>
    public object? Read(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return command.ExecuteScalar();
    }

    void Bind(ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
    }

    [GeneratedRegex(@"\$[0-9]+")]
    private static partial Regex Parameter();
}
