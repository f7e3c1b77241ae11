using System.CommandLine;
using System.Globalization;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Server.Accounts;
using Dispatch.Server.Demo;
using Dispatch.Storage;

namespace Dispatch.Server.Commands;

/// <summary><c>token create</c>, <c>token list</c> and <c>token revoke</c>.</summary>
static class TokenCommand
{
    /// <summary>A year.</summary>
    const int UsualDays = 365;

    /// <summary>A century.</summary>
    const int MaxDays = 36_500;

    const int LongestSource = 40;

    /// <summary>Less of a hash could be meant by mistake.</summary>
    const int LeastOfAnId = 8;

    public static Command Create() =>
        new("token", "Makes, lists and revokes the tokens that programs call with.") { Make(), List(), Revoke() };

    static Command Make()
    {
        Option<string> person = new("--person") { Description = "Id of the person, as in the alliance's file.", Required = true };
        Option<int> days = new("--days") { Description = "How many days it is valid.", DefaultValueFactory = _ => UsualDays };
        Option<string> name = new("--name", "--note") { Description = "What it is for.", DefaultValueFactory = _ => "" };
        Option<string?> source = new("--source")
        {
            Description = "Name of another system, such as hotline-12345, whose orders the token files under their own ids.",
        };
        Option<int?> filings = new("--filings-per-hour")
        {
            Description = "How many orders may be filed with it in an hour, where the usual quota is too small; 0 for any number.",
        };
        Command create = new("create", "Makes a token and prints it once; only its hash is kept.") { person, days, name, source, filings };
        days.MustBe(given => given is >= 1 and <= MaxDays, $"from 1 to {MaxDays}");
        name.Validators.Add(result =>
        {
            var given = result.GetValueOrDefault<string>() ?? "";
            if (given.Length > OwnAccount.LongestNote || PlainText.HasControls(given) || (given.Length > 0 && !PlainText.IsVisible(given)))
                result.AddError($"--name must be a text of {OwnAccount.LongestNote} characters at most, without control signs.");
        });
        source.Validators.Add(result =>
        {
            var given = result.GetValueOrDefault<string?>() ?? "none";
            if (given.Length is 0 or > LongestSource || !given.All(sign => sign is > ' ' and <= '~'))
                result.AddError($"--source must have 1 to {LongestSource} visible ASCII characters and no space.");
            else if (given == DemoSetup.Source)
                result.AddError($"The source {DemoSetup.Source} is the demo's.");
        });
        filings.MustBe(given => given is null or >= 0, "0 or more");
        create.SetAction((parsed, cancel) => CommandServices.WriteAsync(parsed, async services =>
        {
            var (database, id) = (services.GetRequiredService<Database>(), parsed.GetRequiredValue(person));
            if (Person.IsReserved(id))
                throw new UserErrorException($"The id {id} is reserved, and nobody has a token for it.");
            var caller = await PersonList.FindAsync(database, id, cancel) ?? throw new UserErrorException(
                $"There is no person with the id {id}; people are listed in the files that 'alliance load' takes in.");
            if (caller.Merchant is not null && parsed.GetValue(source) is not null)
                throw new UserErrorException($"{id} acts for a merchant, and files under no source of another system.");

            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var (expires, called) = (now.AddDays(parsed.GetRequiredValue(days)), parsed.GetRequiredValue(name).Trim());
            var token = await TokenStore.CreateAsync(
                database, id, expires, called, now, parsed.GetValue(source), parsed.GetValue(filings), cancel);
            SecurityLog.AtTheShell(services).Write(null, "token-made", id, called);
            Console.WriteLine(token);
            return 0;
        }, cancel));
        return create;
    }

    static Command List()
    {
        Option<string?> person = new("--person") { Description = "Id of the person; everybody by default." };
        Command list = new("list", "Lists tokens by what names them when they are revoked; nobody calls with that.") { person };
        list.SetAction((parsed, cancel) => CommandServices.ReadAsync(parsed, async services =>
        {
            var (database, id) = (services.GetRequiredService<Database>(), parsed.GetValue(person));
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var tokens = id is null ? await TokenList.AllAsync(database, cancel) : await TokenList.OfAsync(database, id, cancel);
            foreach (var token in tokens)
                Console.WriteLine(string.Join('\t', Cells(token, now)));
            if (tokens.Count == 0)
                await Console.Error.WriteLineAsync("There is no token.");
            return 0;
        }, cancel));
        return list;
    }

    static string[] Cells(KnownToken token, DateTimeOffset now) =>
    [
        SecurityLog.Short(token.Hash),
        token.Person,
        token.Note.Length > 0 ? token.Note : "-",
        token.Source ?? "-",
        $"made {Day(token.MadeAt)}",
        token.ExpiresAt is not { } ends ? "without end" : ends <= now ? $"expired {Day(ends)}" : $"until {Day(ends)}",
    ];

    static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static Command Revoke()
    {
        Argument<string> token = new("TOKEN") { Description = "The token itself, or what names it in 'token list'." };
        Command revoke = new("revoke", "Ends a token; every server knows within a minute.") { token };
        revoke.SetAction((parsed, cancel) => CommandServices.WriteAsync(parsed, async services =>
        {
            var (database, given) = (services.GetRequiredService<Database>(), parsed.GetRequiredValue(token));
            var meant = (await TokenList.AllAsync(database, cancel)).Where(known => IsMeant(known, given)).ToList();
            if (meant.Count > 1)
                throw new UserErrorException($"{meant.Count} tokens begin with {given}: give more of it.");
            if (meant is not [var one] || !await TokenStore.RevokeAsync(database, one.Person, one.Hash, cancel))
                throw new UserErrorException("There is no such token; 'token list' lists those there are.");
            SecurityLog.AtTheShell(services).Write(null, "token-revoked", one.Person, SecurityLog.Short(one.Hash));
            Console.WriteLine("The token is revoked.");
            return 0;
        }, cancel));
        return revoke;
    }

    static bool IsMeant(KnownToken known, string given) =>
        known.IsOf(given) || (given.Length >= LeastOfAnId && known.Hash.StartsWith(given, StringComparison.OrdinalIgnoreCase));
}
