using Dispatch.Tests.Support;

namespace Dispatch.Tests;

[SetUpFixture]
public sealed class TheRun
{
    [OneTimeTearDown]
    public async Task Stops_its_services()
    {
        await TheBrowser.StopAsync();
        await TestDatabase.DropOriginalAsync();
        await Services.StopAsync();
    }
}
