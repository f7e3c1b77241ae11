using Dispatch.Tests.Support;

namespace Dispatch.Tests;

[SetUpFixture]
public sealed class TheRun
{
    [OneTimeTearDown]
    public Task Stops_its_services() => Services.StopAsync();
}
