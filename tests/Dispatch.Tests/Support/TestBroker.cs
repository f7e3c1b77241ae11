namespace Dispatch.Tests.Support;

/// <summary>A fresh, empty vhost, gone again at the end; on a broker named from outside its own vhost, shared and left as it is.</summary>
sealed class TestBroker : IAsyncDisposable
{
    readonly Func<Task> delete;

    TestBroker(string address, Func<Task> delete)
    {
        Address = address;
        this.delete = delete;
    }

    /// <summary>With user, password and vhost, as <c>amqp://guest:guest@127.0.0.1:5672/vhost</c>.</summary>
    public string Address { get; }

    public static async Task<TestBroker> CreateAsync() => await Services.RabbitMqAsync() switch
    {
        { Owner: { } owner } => await CreateOnAsync(owner),
        var named => new TestBroker(named.Address, () => Task.CompletedTask),
    };

    /// <summary>On the caller's own broker, which must run until the end.</summary>
    public static async Task<TestBroker> CreateOnAsync(PrivateServices services)
    {
        var vhost = $"dispatch-{Guid.CreateVersion7():n}";
        await services.AddVhostAsync(vhost);
        return new TestBroker($"{services.RabbitMqAddress}/{vhost}", () => services.DeleteVhostAsync(vhost));
    }

    public async ValueTask DisposeAsync() => await delete();
}
