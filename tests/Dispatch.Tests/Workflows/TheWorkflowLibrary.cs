using Dapper;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using Dispatch.Workflows;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Workflows;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheWorkflowLibrary(string engine)
{
    readonly FakeTimeProvider time = new(Situations.Monday);
    TestDatabase fresh = null!;
    WorkflowLibrary library = null!;

    static int Later => Situations.MerchantOrder.Version + 1;

    [SetUp]
    public async Task OpensAsync()
    {
        fresh = await TestDatabase.CreateMigratedAsync(engine);
        library = new WorkflowLibrary(fresh.Database, time);
        await library.LoadAsync(Situations.WorkflowFolder);
    }

    [TearDown]
    public async Task ClosesAsync() => await fresh.DisposeAsync();

    [Test]
    public async Task Learns_the_stages_of_a_version_that_another_server_stored()
    {
        var before = await StagesOfTheSecretariatAsync();
        var (now, later) = ("filed", "triage");
        await StoreAsync(Situations.MerchantOrder.Text
            .Replace($"version: {Situations.MerchantOrder.Version}", $"version: {Later}", StringComparison.Ordinal)
            .Replace($" {now}:", $" {later}:", StringComparison.Ordinal)
            .Replace($"to: {now}", $"to: {later}", StringComparison.Ordinal));
        time.Advance(TimeSpan.FromSeconds(5));

        var after = await StagesOfTheSecretariatAsync();

        Assert.That(before, Does.Contain(now).And.Not.Contain(later));
        Assert.That(after, Does.Contain(now).And.Contain(later));
    }

    [Test]
    public async Task Goes_on_beside_a_version_that_it_cannot_read()
    {
        var before = await StagesOfTheSecretariatAsync();
        await StoreAsync("of: a later time");
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(await StagesOfTheSecretariatAsync(), Is.EqualTo(before));
        Assert.That(() => new WorkflowLibrary(fresh.Database, time).LoadAsync(Situations.WorkflowFolder), Throws.Nothing, "it starts");
        Assert.That(async () => await library.FindAsync("merchant-order", Later), Throws.TypeOf<LaterVersionException>());
    }

    async Task<IReadOnlyList<string>> StagesOfTheSecretariatAsync() =>
    [
        .. (await library.KnownAsync()).SelectMany(workflow => workflow.Stages)
            .Where(stage => stage.Desk == Desks.Secretariat).Select(stage => stage.Name).Distinct().Order(StringComparer.Ordinal),
    ];

    async Task StoreAsync(string text)
    {
        await using var connection = await fresh.Database.ConnectAsync();
        await connection.ExecuteAsync(
            "insert into workflows (name, version, text, kept_at) values ('merchant-order', @version, @text, @at)",
            new { version = Later, text, at = Situations.Monday });
    }
}
