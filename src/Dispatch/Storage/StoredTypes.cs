using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Dispatch.Storage;

/// <summary>How instants and ids are stored: natively on PostgreSQL, as text that sorts in order of time on SQLite.</summary>
static class StoredTypes
{
    const string SqliteInstant = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    static readonly Lock Gate = new();
    static bool registered;

    public static void Register()
    {
        lock (Gate)
        {
            if (registered)
                return;
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.RemoveTypeMap(typeof(Guid));
            SqlMapper.RemoveTypeMap(typeof(Guid?));
            SqlMapper.AddTypeHandler(new Instants());
            SqlMapper.AddTypeHandler(new Ids());
            // A column workflow_version is the property WorkflowVersion.
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            registered = true;
        }
    }

    /// <summary>The text SQLite keeps for an instant.</summary>
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(SqliteInstant, CultureInfo.InvariantCulture);

    /// <summary>A value as SQLite keeps it, also where PostgreSQL gave it: two values are the same where these are equal.</summary>
    public static object? SqliteValue(object? value) => value switch
    {
        null or DBNull => null,
        DateTime at => Text(new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc))),
        Guid id => id.ToString(),
        bool yes => yes ? 1L : 0L,
        int or short => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => value,
    };

    sealed class Instants : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            if (parameter is NpgsqlParameter npgsql)
                npgsql.NpgsqlDbType = NpgsqlDbType.TimestampTz;
            parameter.Value = parameter is SqliteParameter ? Text(value) : value.ToUniversalTime();
        }

        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTimeOffset at => at.ToUniversalTime(),
            DateTime at => new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)),
            string text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            _ => throw new InvalidCastException($"{value.GetType()} is not an instant."),
        };
    }

    sealed class Ids : SqlMapper.TypeHandler<Guid>
    {
        public override void SetValue(IDbDataParameter parameter, Guid value) =>
            parameter.Value = parameter is SqliteParameter ? value.ToString() : value;

        public override Guid Parse(object value) => value is Guid id ? id : Guid.Parse((string)value);
    }
}
