using Npgsql;
using NpgsqlTypes;

namespace Dispatch.Storage;

/// <summary>A column that a statement writes for many rows: its name, its type and where its value comes from.</summary>
/// <param name="name">As the table has it.</param>
abstract class Column<TRow>(string name)
{
    public string Name => name;

    /// <summary>The type that PostgreSQL turns the value into where it does not do so by itself; null elsewhere.</summary>
    public string? Cast { get; init; }

    /// <summary>The value as SQLite keeps it: a text, a whole number or null.</summary>
    public abstract object? SqliteValue(TRow row);

    /// <summary>A parameter of PostgreSQL with the value of one row.</summary>
    public abstract NpgsqlParameter One(TRow row);

    /// <summary>A parameter of PostgreSQL with an array of the values of all rows.</summary>
    public abstract NpgsqlParameter Many(IReadOnlyList<TRow> rows);
}

/// <summary>Makes columns of the types that tables have.</summary>
static class Column
{
    public static Column<TRow> Of<TRow>(string name, Func<TRow, string?> value) =>
        new Typed<TRow, string?>(name, value, NpgsqlDbType.Text);

    public static Column<TRow> Of<TRow>(string name, Func<TRow, int> value) =>
        new Typed<TRow, int>(name, value, NpgsqlDbType.Integer);

    public static Column<TRow> Of<TRow>(string name, Func<TRow, int?> value) =>
        new Typed<TRow, int?>(name, value, NpgsqlDbType.Integer);

    public static Column<TRow> Of<TRow>(string name, Func<TRow, short> value) =>
        new Typed<TRow, short>(name, value, NpgsqlDbType.Smallint);

    public static Column<TRow> Of<TRow>(string name, Func<TRow, bool> value) =>
        new Typed<TRow, bool>(name, value, NpgsqlDbType.Boolean);

    public static Column<TRow> Of<TRow>(string name, Func<TRow, Guid> value) =>
        new Typed<TRow, Guid>(name, value, NpgsqlDbType.Uuid);

    public static Column<TRow> Of<TRow>(string name, Func<TRow, Guid?> value) =>
        new Typed<TRow, Guid?>(name, value, NpgsqlDbType.Uuid);

    public static Column<TRow> Of<TRow>(string name, Func<TRow, DateTimeOffset?> value) =>
        new Typed<TRow, DateTime?>(name, row => value(row)?.UtcDateTime, NpgsqlDbType.TimestampTz);

    /// <summary>A text that PostgreSQL keeps as JSON.</summary>
    public static Column<TRow> Json<TRow>(string name, Func<TRow, string?> value) =>
        new Typed<TRow, string?>(name, value, NpgsqlDbType.Text) { Cast = "json" };

    /// <param name="type">
    /// Given explicitly, because the driver cannot tell it from a null: with another type the statement would be planned anew.
    /// </param>
    sealed class Typed<TRow, TValue>(string name, Func<TRow, TValue> value, NpgsqlDbType type) : Column<TRow>(name)
    {
        public override object? SqliteValue(TRow row) => StoredTypes.SqliteValue(value(row));

        public override NpgsqlParameter One(TRow row) => new NpgsqlParameter<TValue> { TypedValue = value(row), NpgsqlDbType = type };

        public override NpgsqlParameter Many(IReadOnlyList<TRow> rows)
        {
            var values = new TValue[rows.Count];
            for (var index = 0; index < values.Length; index++)
                values[index] = value(rows[index]);
            return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
        }
    }
}
