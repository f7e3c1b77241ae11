using System.CommandLine;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Server.Accounts;
using Dispatch.Storage;

namespace Dispatch.Server.Commands;

/// <summary><c>account create</c>: the way in for the first administrator, and for one who has lost theirs.</summary>
static class AccountCommand
{
    /// <summary>Stands for the shell where an invitation names who made it; no person can have this id.</summary>
    const string Shell = "(shell)";

    public static Command Create() => new("account", "Lets people in to the pages.") { Make() };

    static Command Make()
    {
        Argument<string> id = new("ID") { Description = "The name to sign in with: the id of the person." };
        Option<string> name = new("--name") { Description = "What a new administrator is called; the ID by default." };
        Option<bool> admin = new("--admin") { Description = "Makes an administrator of all alliances where there is no such person." };
        Option<string> address = new("--address")
        {
            Description = "Where people reach the server, such as https://dispatch.example.cn; the setting PublicAddress by default.",
        };
        Command create = new("create", "Prints a link that is good once and for a day, where a password is chosen.")
        {
            id, name, admin, address,
        };
        create.SetAction((parsed, cancel) => CommandServices.SetUpAsync(parsed, Console.Error, async services =>
        {
            var (database, person) = (services.GetRequiredService<Database>(), parsed.GetRequiredValue(id));
            if (Person.IsReserved(person))
                throw new UserErrorException($"The id {person} is reserved, and nobody has an account for it.");
            var known = await PersonList.FindAsync(database, person, cancel);
            if (known is null && !parsed.GetValue(admin))
            {
                throw new UserErrorException(
                    $"There is no person with the id {person}; people are listed in the files that 'alliance load' takes in. "
                    + "--admin makes a new administrator.");
            }

            if (known is { IsAdmin: false } && parsed.GetValue(admin))
                throw new UserErrorException($"{person} is {known.Name} and no administrator; an administrator needs an id of their own.");
            if (known is null)
            {
                var called = parsed.GetValue(name) is { Length: > 0 } given ? given : person;
                if (await AdministratorStore.MakeAsync(database, person, called, cancel))
                    SecurityLog.AtTheShell(services).Write(null, "administrator-made", person);
            }

            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var word = await InvitationStore.MakeAsync(database, person, Shell, now, cancel)
                ?? throw new UserErrorException($"There is no person with the id {person}.");
            SecurityLog.AtTheShell(services).Write(null, "invited", person);
            var configuration = CommandServices.Configuration(parsed);
            var reached = parsed.GetValue(address) ?? PublicAddress.Read(configuration).Text ?? Reached(configuration);
            Console.WriteLine($"{reached.TrimEnd('/')}/welcome/{word}");
            return 0;
        }, cancel));
        return create;
    }

    /// <summary>The first address that the server listens on, as somebody on this machine reaches it.</summary>
    static string Reached(IConfiguration configuration) =>
        configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..]
            ? first.Replace("://*", "://localhost", StringComparison.Ordinal)
                .Replace("://+", "://localhost", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
                .Replace("://[::]", "://localhost", StringComparison.Ordinal)
            : "http://localhost:5000";
}
