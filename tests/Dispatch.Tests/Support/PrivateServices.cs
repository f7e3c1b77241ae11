using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Dispatch.Tests.Support;

/// <summary>One PostgreSQL and one RabbitMQ on loopback that belong to whoever started them, and may be broken at will.</summary>
/// <remarks>
/// What they hold survives a stop and a kill, not the end: with <see cref="DisposeAsync"/>, or the death of this
/// process, both are stopped and their folder is deleted. Safe to use from several tests at once; commands are carried
/// out one by one.
/// </remarks>
sealed class PrivateServices : IAsyncDisposable
{
    /// <summary>Longer than the script's own deadlines, so that its sentence about what is wrong arrives first.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(180);

    readonly Process script;
    readonly Task listening;
    readonly TaskCompletionSource postgresReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource brokerReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Channel<string> answers = Channel.CreateUnbounded<string>();
    readonly SemaphoreSlim oneCommand = new(1);

    PrivateServices(Process script, int postgresPort, int brokerPort, int amqpsPort)
    {
        this.script = script;
        (BrokerPort, AmqpsPort) = (brokerPort, amqpsPort);
        PostgresConnectionString = $"Host=127.0.0.1;Port={postgresPort};Username=postgres;Database=postgres;Include Error Detail=true";
        RabbitMqAddress = $"amqp://guest:guest@127.0.0.1:{brokerPort}";
        listening = ListenAsync();
    }

    /// <summary>Leads to the database <c>postgres</c>, as a user who may create others.</summary>
    public string PostgresConnectionString { get; }

    /// <summary>Leads to the default vhost; append <c>/name</c> for another.</summary>
    public string RabbitMqAddress { get; }

    public int BrokerPort { get; }

    /// <summary>Where the broker speaks TLS, if it does.</summary>
    public int AmqpsPort { get; }

    /// <summary>Done when PostgreSQL takes connections; fails with what is missing or went wrong.</summary>
    public Task PostgresReady => postgresReady.Task;

    /// <summary>Done when RabbitMQ takes connections; fails with what is missing or went wrong.</summary>
    public Task BrokerReady => brokerReady.Task;

    /// <summary>Starts a pair and waits until both take connections.</summary>
    public static async Task<PrivateServices> StartAsync()
    {
        var services = Begin();
        try
        {
            await Task.WhenAll(services.PostgresReady, services.BrokerReady);
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts them and returns at once; await <see cref="PostgresReady"/> or <see cref="BrokerReady"/> before use.</summary>
    /// <param name="authority">Whose certificate both show, also over TLS; the broker asks for one of the same authority.</param>
    /// <param name="brokerConfiguration">A file with more lines for the broker's configuration.</param>
    public static PrivateServices Begin(
        bool withPostgres = true, bool withBroker = true, TestAuthority? authority = null, string? brokerConfiguration = null)
    {
        var amqpsPort = authority is null ? 0 : Ports.Free();
        int postgresPort = Ports.Free(), brokerPort = Ports.Free();
        string[] arguments =
        [
            "bash", Path.Combine(AppContext.BaseDirectory, "Support", "services.sh"),
            withPostgres ? Text(postgresPort) : "-", withBroker ? Text(brokerPort) : "-", Text(Ports.Free()), Text(Ports.Free()),
        ];

        // In a session of its own: Ctrl-C and the end of a process group reach it as the end of its input only.
        ProcessStartInfo start = new("setsid", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["SERVICES_CERTIFICATES"] = authority?.Folder ?? "";
        start.Environment["SERVICES_AMQPS_PORT"] = Text(amqpsPort);
        start.Environment["SERVICES_BROKER_CONFIG"] = brokerConfiguration ?? "";
        return new PrivateServices(Process.Start(start)!, postgresPort, brokerPort, amqpsPort);
    }

    public Task StopPostgresAsync() => TellAsync("stop-postgres");
    public Task StartPostgresAsync() => TellAsync("start-postgres");

    /// <summary>Sends SIGKILL to the server and all its children.</summary>
    public Task KillPostgresAsync() => TellAsync("kill-postgres");

    public async Task RestartPostgresAsync()
    {
        await StopPostgresAsync();
        await StartPostgresAsync();
    }

    public Task StopBrokerAsync() => TellAsync("stop-broker");

    /// <summary>Returns when the broker takes connections again; a quorum queue may still be electing its leader.</summary>
    public Task StartBrokerAsync() => TellAsync("start-broker");

    /// <summary>Has the broker note on disk which quorum queues it has, before <see cref="KillBrokerAsync"/>.</summary>
    /// <remarks>
    /// By itself RabbitMQ 3.10 does so up to a second after the declaration. Killed before that, it comes back with the
    /// queue empty and without a leader for good, even where messages were confirmed.
    /// </remarks>
    public Task SettleBrokerAsync() => TellAsync("settle-broker");

    /// <summary>Sends SIGKILL to the broker and all its children.</summary>
    public Task KillBrokerAsync() => TellAsync("kill-broker");

    public async Task RestartBrokerAsync()
    {
        await StopBrokerAsync();
        await StartBrokerAsync();
    }

    /// <param name="name">Letters, digits, - and _.</param>
    public Task AddVhostAsync(string name) => TellAsync($"add-vhost {name}");

    /// <summary>Adds a user of the broker, with its name as its password, who may do everything in one vhost.</summary>
    /// <param name="name">Letters, digits, - and _.</param>
    public Task AddUserAsync(string name, string vhost) => TellAsync($"add-user {name} {vhost}");

    /// <summary>What a user may do in a vhost, as <c>rabbitmqctl set_permissions</c> says it.</summary>
    public Task SetPermissionsAsync(string user, string vhost, string configure, string write, string read) =>
        TellAsync($"set-permissions {user} {vhost} {configure} {write} {read}");

    /// <summary>Which routing keys a user may use, as <c>rabbitmqctl set_topic_permissions</c> says it.</summary>
    public Task SetTopicPermissionsAsync(string user, string vhost, string exchange, string write, string read) =>
        TellAsync($"set-topic-permissions {user} {vhost} {exchange} {write} {read}");

    public Task DeleteVhostAsync(string name) => TellAsync($"delete-vhost {name}");

    public async ValueTask DisposeAsync()
    {
        script.StandardInput.Close();
        await script.WaitForExitAsync().WaitAsync(Timeout);
        await listening;
        script.Dispose();
        oneCommand.Dispose();
    }

    async Task TellAsync(string command)
    {
        await oneCommand.WaitAsync();
        try
        {
            await script.StandardInput.WriteLineAsync(command);
            await script.StandardInput.FlushAsync();
            var answer = await answers.Reader.ReadAsync().AsTask().WaitAsync(Timeout);
            if (answer != "done") throw new InvalidOperationException($"{command}: {answer}");
        }
        finally
        {
            oneCommand.Release();
        }
    }

    async Task ListenAsync()
    {
        while (await script.StandardOutput.ReadLineAsync() is { } line)
        {
            switch (line.Split(' ', 3))
            {
                case ["postgres", "ready"]: postgresReady.TrySetResult(); break;
                case ["postgres", "failed:", var why]: postgresReady.TrySetException(new InvalidOperationException(why)); break;
                case ["broker", "ready"]: brokerReady.TrySetResult(); break;
                case ["broker", "failed:", var why]: brokerReady.TrySetException(new InvalidOperationException(why)); break;
                default: await answers.Writer.WriteAsync(line); break;
            }
        }

        var ended = new InvalidOperationException("The script that runs the services, services.sh, has ended.");
        postgresReady.TrySetException(ended);
        brokerReady.TrySetException(ended);
        answers.Writer.TryComplete(ended);
    }

    static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
