using Dispatch.Tests.Support;

namespace Dispatch.Tests.Http;

/// <summary>Tests that share a running API; each files orders of its own.</summary>
abstract class AnApiFixture
{
    protected ApiHost Api { get; set; } = null!;

    [OneTimeSetUp]
    public async Task Starts() => Api = await ApiHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stops() => await Api.DisposeAsync();
}
