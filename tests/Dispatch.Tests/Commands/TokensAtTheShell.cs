using Dispatch.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Commands;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TokensAtTheShell(string engine)
{
    TestDatabase fresh = null!;

    [SetUp]
    public async Task Loads_the_alliance()
    {
        fresh = await TestDatabase.CreateAsync(engine);
        await RunAsync("alliance", "load", Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml"));
    }

    [TearDown]
    public async Task Removes_it() => await fresh.DisposeAsync();

    [Test]
    public async Task Are_listed_by_what_revokes_them_and_end_in_a_year()
    {
        var made = await RunAsync("token", "create", "--person", "lin-yuzhen", "--name", "热线接口", "--source", "hotline-12345");
        await RunAsync("token", "create", "--person", "huang-lihua", "--days", "30");

        var listed = await RunAsync("token", "list");
        var own = await RunAsync("token", "list", "--person", "lin-yuzhen");

        var (today, token) = (DateTimeOffset.UtcNow, (await TokenList.OfAsync(fresh.Database, "lin-yuzhen")).Single());
        Assert.That(token.ExpiresAt!.Value, Is.EqualTo(today.AddDays(365)).Within(TimeSpan.FromMinutes(5)));
        Assert.That(own.Output.TrimEnd().Split('\t'), Is.EqualTo((string[])
        [
            token.Hash[..12], "lin-yuzhen", "热线接口", "hotline-12345", $"made {token.MadeAt:yyyy-MM-dd}",
            $"until {token.ExpiresAt:yyyy-MM-dd}",
        ]));
        Assert.That(listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2));
        Assert.That(listed.Output, Does.Not.Contain(made.Output.Trim()));
        Assert.That(made.Errors, Does.Contain("token-made").And.Contain("lin-yuzhen").And.Not.Contain("dsp_"), "the security log");
    }

    [Test]
    public async Task Are_revoked_by_their_listing()
    {
        var token = (await RunAsync("token", "create", "--person", "lin-yuzhen")).Output.Trim();
        var id = (await RunAsync("token", "list")).Output.Split('\t')[0];

        var revoked = await RunAsync("token", "revoke", id);
        var again = await RunAsync("token", "revoke", id);

        Assert.That((revoked.ExitCode, again.ExitCode), Is.EqualTo((0, 1)), revoked.Errors);
        Assert.That(revoked.Errors, Does.Contain("token-revoked"));
        Assert.That(await new CallerDirectory(fresh.Database, TimeProvider.System).FindAsync(token), Is.Null);
    }

    [Test]
    public async Task Are_revoked_by_themselves_too()
    {
        var token = (await RunAsync("token", "create", "--person", "lin-yuzhen")).Output.Trim();

        Assert.That((await RunAsync("token", "revoke", token)).ExitCode, Is.Zero);
        Assert.That(await TokenList.AllAsync(fresh.Database), Is.Empty);
    }

    [Test]
    public async Task Are_not_made_for_a_source_in_the_hands_of_a_merchant()
    {
        var command = await RunAsync("token", "create", "--person", "haixian-dian", "--source", "hotline-12345");

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(command.Errors, Does.Contain("acts for a merchant"));
    }

    [TestCase("--days", "0")]
    [TestCase("--days", "-1")]
    [TestCase("--days", "40000")]
    [TestCase("--name", "a\u0007")]
    [TestCase("--name", "\u200b")]
    [TestCase("--days", "1.5")]
    [TestCase("--filings-per-hour", "-1")]
    [TestCase("--filings-per-hour", "99999999999")]
    public async Task Are_not_made_with(string option, string value)
    {
        var command = await RunAsync("token", "create", "--person", "lin-yuzhen", $"{option}={value}");

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(command.Errors, Does.Contain(option));
        Assert.That(await TokenList.AllAsync(fresh.Database), Is.Empty);
    }

    [TestCase("")]
    [TestCase("0123")]
    [TestCase("0123456789ab")]
    [TestCase("dsp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Are_not_revoked_by_anything_else(string given)
    {
        await RunAsync("token", "create", "--person", "lin-yuzhen");

        var command = await RunAsync("token", "revoke", given);

        Assert.That(command.ExitCode, Is.EqualTo(1));
        Assert.That(await TokenList.AllAsync(fresh.Database), Has.Count.EqualTo(1));
    }

    Task<ShellCommand> RunAsync(params string[] arguments) => ShellCommand.RunAsync(fresh.ConnectionString, null, arguments);
}
