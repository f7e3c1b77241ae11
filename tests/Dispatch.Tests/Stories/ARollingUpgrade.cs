using Dispatch.Tests.Support;

namespace Dispatch.Tests.Stories;

/// <summary>Servers are replaced one after the other: for a while the version before runs beside this one.</summary>
public sealed class ARollingUpgrade
{
    [Test]
    public async Task The_version_before_works_on_beside_this_one_and_nothing_is_lost_or_refused()
    {
        if (await ReleasedVersion.ProgramAsync() is not { } before)
        {
            Assert.Ignore("The version before cannot be built: this clone does not have its commit ('git fetch --unshallow' brings it).");
            return;
        }

        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var broker = await TestBroker.CreateAsync();
        var recorder = await StepRecorder.ListenAsync(broker.Address);
        await using var old = await RunningServer.StartVersionAsync(before, database.ConnectionString, broker.Address);
        await using var another = await RunningServer.StartVersionAsync(before, database.ConnectionString, broker.Address);
        HttpLoad alone = new("before", [old, another], orders: 50);
        await alone.RunAsync();

        // The load begins on the two old ones, and goes on while the new one brings the schema up to date beside them.
        await another.StopAsync();
        var renewed = RunningServer.At(database.ConnectionString, broker.Address);
        await using var closing = renewed;
        HttpLoad calls = new("beside", [old, renewed], orders: 300);
        await using var messages = await BusLoad.ConnectAsync(
            caller => OnTheBus.PersonOfVersionAsync(before, database.ConnectionString, caller), broker.Address, "messages", 300);
        var walking = calls.RunAsync();
        var filing = messages.FileAsync();
        await renewed.StartAgainAsync();
        await calls.ReachesAsync(calls.Steps / 2);
        Assert.That(await old.StopAsync(), Is.Zero, old.Output);
        await Task.WhenAll(walking, filing);
        await Eventually.ThatAsync(() => messages.Closed, Is.EqualTo(messages.Titles.Count), TimeSpan.FromSeconds(60));

        Assert.That(alone.Faults.Concat(calls.Faults), Is.Empty, "no 500, nor anything else that no caller should get");
        Assert.That(await CommandQueues.CountAsync(broker.Address, CommandQueues.Errors), Is.Zero, "nothing was set aside");
        string[] titles = [.. alone.Titles, .. calls.Titles, .. messages.Titles];
        Promise[] promises = [.. alone.Promises, .. calls.Promises, .. messages.Promises];
        await new Consistency(database.ConnectionString).HoldsAsync(titles, promises, recorder);
        var verified = await ShellCommand.RunAsync(database.ConnectionString, null, "verify");
        Assert.That(verified.ExitCode, Is.Zero, verified.Output + verified.Errors);
    }
}
