using Dispatch.Tests.Support;

namespace Dispatch.Tests;

[SetUpFixture]
public sealed class TheRun
{
    /// <summary>Servers and commands of a test live too briefly to gain from being profiled: they compile once.</summary>
    [OneTimeSetUp]
    public void Lets_no_process_of_ours_profile_itself() => Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");

    [OneTimeTearDown]
    public async Task Stops_its_services()
    {
        await TheBrowser.StopAsync();
        await TestDatabase.DropOriginalAsync();
        await Services.StopAsync();
    }
}
