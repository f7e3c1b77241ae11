using System.CommandLine;
using Dispatch.Accounts;
using Dispatch.Storage;

namespace Dispatch.Server.Accounts;

/// <summary><c>token create</c> and <c>token revoke</c>.</summary>
public static class TokenCommands
{
    public static Command Token() => new("token", "Makes and revokes the tokens that callers sign in with.") { Create(), Revoke() };

    static Command Create()
    {
        Option<string> person = new("--person") { Description = "Id of the person, as in the alliance's file.", Required = true };
        Option<int?> days = new("--days") { Description = "How long it is good for; for ever when left out." };
        Option<string> note = new("--note") { Description = "What it is for.", DefaultValueFactory = _ => "" };
        Command create = new("create", "Makes a token and prints it once; only its hash is kept.") { person, days, note };
        create.SetAction((parsed, cancel) => CommandHouse.RunAsync(async house =>
        {
            var id = parsed.GetRequiredValue(person);
            if (await PersonList.FindAsync(house.GetRequiredService<Database>(), id, cancel) is null)
                throw new ArgumentException($"There is no person with the id {id}; people stand in the files that 'alliance load' takes in.");

            var now = house.GetRequiredService<TimeProvider>().GetUtcNow();
            var expires = parsed.GetValue(days) is { } limit ? now.AddDays(limit) : (DateTimeOffset?)null;
            Console.WriteLine(await TokenStore.CreateAsync(
                house.GetRequiredService<Database>(), id, expires, parsed.GetRequiredValue(note), now, cancel));
            return 0;
        }, cancel));
        return create;
    }

    static Command Revoke()
    {
        Argument<string> token = new("TOKEN") { Description = "The token itself." };
        Command revoke = new("revoke", "Ends a token; every server knows within a minute.") { token };
        revoke.SetAction((parsed, cancel) => CommandHouse.RunAsync(async house =>
        {
            var ended = await TokenStore.RevokeAsync(house.GetRequiredService<Database>(), parsed.GetRequiredValue(token), cancel);
            Console.WriteLine(ended ? "The token is revoked." : "There is no such token.");
            return ended ? 0 : 1;
        }, cancel));
        return revoke;
    }
}
