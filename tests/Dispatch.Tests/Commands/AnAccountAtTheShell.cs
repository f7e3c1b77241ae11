using Dispatch.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Commands;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class AnAccountAtTheShell(string engine)
{
    TestDatabase fresh = null!;

    [SetUp]
    public async Task Makes_an_empty_database() => fresh = await TestDatabase.CreateAsync(engine);

    [TearDown]
    public async Task Removes_it() => await fresh.DisposeAsync();

    [Test]
    public async Task Is_the_first_administrators_before_there_is_any_alliance()
    {
        var command = await RunAsync("account", "create", "chen", "--name", "陈主任", "--admin", "--address", "https://dispatch.example.cn/");

        Assert.That(command.ExitCode, Is.Zero, command.Errors);
        Assert.That(command.Errors, Does.Match(
            @"\A(A new database was made: SQLite [^\n]*\n)?(info: Dispatch\.Security\[0\]\n +\{[^\n]*\}\n){2}\z"),
            "and nothing but the link on the other stream");
        Assert.That(command.Errors, Does.Contain("administrator-made").And.Contain("invited").And.Not.Contain("dwl_"));
        Assert.That(command.Output, Does.Match(@"^https://dispatch\.example\.cn/welcome/dwl_[A-Za-z0-9_-]{43}\r?\n$"));
        var word = command.Output.Trim().Split('/')[^1];
        var now = DateTimeOffset.UtcNow;
        Assert.That(await InvitationStore.FindAsync(fresh.Database, word, now), Is.EqualTo("chen"));
        Assert.That(await InvitationStore.FindAsync(fresh.Database, word, now.AddHours(25)), Is.Null);
        var chen = await PersonList.FindAsync(fresh.Database, "chen");
        Assert.That((chen!.Name, chen.IsAdmin), Is.EqualTo(("陈主任", true)));
    }

    [Test]
    public async Task Is_also_for_people_of_an_alliance_and_for_a_lost_password()
    {
        await RunAsync("alliance", "load", Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml"));

        var first = await RunAsync("account", "create", "huang-lihua");
        var second = await RunAsync("account", "create", "huang-lihua");

        Assert.That((first.ExitCode, second.ExitCode), Is.EqualTo((0, 0)), first.Errors);
        Assert.That(await InvitationStore.FindAsync(fresh.Database, WordOf(first), DateTimeOffset.UtcNow), Is.Null);
        Assert.That(await InvitationStore.FindAsync(fresh.Database, WordOf(second), DateTimeOffset.UtcNow), Is.EqualTo("huang-lihua"));
    }

    [Test]
    public async Task Is_refused_in_a_sentence()
    {
        await RunAsync("alliance", "load", Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml"));

        var (unknown, member, wrong) = (
            await RunAsync("account", "create", "nobody"),
            await RunAsync("account", "create", "huang-lihua", "--admin"),
            await RunAsync("account", "create", "Chen Zhuren", "--admin"));

        foreach (var command in (ShellCommand[])[unknown, member, wrong])
            Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(unknown.Errors, Does.Contain("--admin makes a new administrator"));
        Assert.That(member.Errors, Does.Contain("needs an id of their own"));
        Assert.That(wrong.Errors, Does.Contain("may only have"));
    }

    Task<ShellCommand> RunAsync(params string[] arguments) => ShellCommand.RunAsync(fresh.ConnectionString, null, arguments);

    static string WordOf(ShellCommand command) => command.Output.Trim().Split('/')[^1];
}
