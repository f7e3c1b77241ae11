using Dispatch.Language;
using Dispatch.Server;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Workflows;

/// <summary>Which engine answers where steps lead, as the settings choose it.</summary>
public sealed class TheInterpreter
{
    /// <summary>Whether this program was built with Elsa.</summary>
    static bool HasElsa => Interpreter.Of(null).Make is not null;

    [Test]
    public void Is_our_own_engine_wherever_it_is_chosen() =>
        Assert.That((Interpreter.Of("own").Make, Interpreter.Of("own").Name.En), Is.EqualTo(((MakeRoutes?)null, "our own engine")));

    [Test]
    public void Is_no_engine_that_is_not_there()
    {
        Assert.That(
            () => Interpreter.Of("both"), Throws.TypeOf<UserErrorException>().With.Message.EqualTo("Engine is own or elsa, not 'both'."));
        if (!HasElsa)
            Assert.That(
                () => Interpreter.Of("elsa"),
                Throws.TypeOf<UserErrorException>().With.Message.Contains("this program was built without Elsa"));
    }

    [TestCase("own", "自有引擎 our own engine")]
    [TestCase("", null)]
    public async Task Is_named_at_the_terminal(string setting, string? name)
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(database.ConnectionString, settings: ("Engine", setting));
        await server.StopAsync();

        Assert.That(server.Output, Does.Contain($"引擎 Engine    {name ?? (HasElsa ? "Elsa 3.7.1" : "自有引擎 our own engine")}"));
    }

    [Test]
    public void Has_nothing_of_Elsa_beside_it_unless_that_was_asked_for()
    {
        var beside = Directory.GetFiles(AppContext.BaseDirectory, "*Elsa*").Select(Path.GetFileName);
        var needed = Directory.GetFiles(AppContext.BaseDirectory, "Dispatch.*.deps.json")
            .SelectMany(File.ReadLines).Where(line => line.Contains("Elsa", StringComparison.Ordinal));

        Assert.That(beside, HasElsa ? Is.Not.Empty : Is.Empty);
        Assert.That(needed, HasElsa ? Is.Not.Empty : Is.Empty);
    }
}
