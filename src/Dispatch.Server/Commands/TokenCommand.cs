using System.CommandLine;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Server.Demo;
using Dispatch.Storage;

namespace Dispatch.Server.Commands;

/// <summary><c>token create</c> and <c>token revoke</c>.</summary>
static class TokenCommand
{
    /// <summary>A century.</summary>
    const int MaxDays = 36_500;

    public static Command Create() => new("token", "Makes and revokes the tokens that callers sign in with.") { Make(), Revoke() };

    static Command Make()
    {
        Option<string> person = new("--person") { Description = "Id of the person, as in the alliance's file.", Required = true };
        Option<int?> days = new("--days") { Description = "How many days it is valid; unlimited by default." };
        Option<string> note = new("--note") { Description = "What it is for.", DefaultValueFactory = _ => "" };
        Option<string?> source = new("--source")
        {
            Description = "Name of another system, such as hotline-12345, whose orders the token files under their own ids.",
        };
        source.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && (name.Length is 0 or > 40 || !name.All(sign => sign is > ' ' and <= '~')))
                result.AddError("--source must have 1 to 40 visible ASCII characters and no space.");
            else if (result.GetValueOrDefault<string?>() == DemoSetup.Source)
                result.AddError($"The source {DemoSetup.Source} is the demo's.");
        });
        Command create = new("create", "Makes a token and prints it once; only its hash is kept.") { person, days, note, source };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > MaxDays)
                result.AddError($"--days must be from 1 to {MaxDays}.");
        });
        create.SetAction((parsed, cancel) => CommandServices.WriteAsync(parsed, async services =>
        {
            var (database, id) = (services.GetRequiredService<Database>(), parsed.GetRequiredValue(person));
            if (Person.IsReserved(id))
                throw new UserErrorException($"The id {id} is reserved, and nobody has a token for it.");
            if (await PersonList.FindAsync(database, id, cancel) is null)
                throw new UserErrorException(
                    $"There is no person with the id {id}; people are listed in the files that 'alliance load' takes in.");

            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var expires = parsed.GetValue(days) is { } limit ? now.AddDays(limit) : (DateTimeOffset?)null;
            Console.WriteLine(await TokenStore.CreateAsync(
                database, id, expires, parsed.GetRequiredValue(note), now, parsed.GetValue(source), cancel));
            return 0;
        }, cancel));
        return create;
    }

    static Command Revoke()
    {
        Argument<string> token = new("TOKEN") { Description = "The token itself." };
        Command revoke = new("revoke", "Ends a token; every server knows within a minute.") { token };
        revoke.SetAction((parsed, cancel) => CommandServices.WriteAsync(parsed, async services =>
        {
            if (!await TokenStore.RevokeAsync(services.GetRequiredService<Database>(), parsed.GetRequiredValue(token), cancel))
                throw new UserErrorException("There is no such token.");
            Console.WriteLine("The token is revoked.");
            return 0;
        }, cancel));
        return revoke;
    }
}
