using System.CommandLine;
using Dispatch.Storage;

namespace Dispatch.Server.Commands;

/// <summary><c>database migrate</c> and <c>database backup</c>.</summary>
static class DatabaseCommand
{
    public static Command Create() =>
        new("database", "Brings the tables up to date; copies a database that is a file.") { Migrate(), BackUp() };

    static Command Migrate()
    {
        Command migrate = new(
            "migrate",
            "Sets PostgreSQL's tables up, or brings tables up to date, where the servers' own user may not; run it as their owner.");
        migrate.SetAction((parsed, cancel) => CommandServices.RunAsync(parsed, readOnly: false, async services =>
        {
            var database = services.GetRequiredService<Database>();
            await database.MigrateAsync(mayBeNew: false, cancel);
            Console.WriteLine($"{database.Name} is up to date");
            return 0;
        }));
        return migrate;
    }

    static Command BackUp()
    {
        Argument<string> file = new("file") { Description = "The new file; only its owner can read it." };
        Command backup = new("backup", "Copies the database of SQLite as it is at this moment; the server may run meanwhile.") { file };
        backup.SetAction((parsed, cancel) => CommandServices.ReadAsync(parsed, services =>
        {
            var (database, target) = (services.GetRequiredService<Database>(), parsed.GetRequiredValue(file));
            database.BackUp(target);
            Console.WriteLine($"{database.Name} was copied to {target}");
            return Task.FromResult(0);
        }, cancel));
        return backup;
    }
}
