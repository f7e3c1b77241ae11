using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using Dispatch.Accounts;

namespace Dispatch.Tests.Support;

/// <summary>A real server: a process of its own, which a test may kill, stop and start again.</summary>
/// <remarks>
/// It is the evaluation set-up, so that the demo's tokens hold. No process outlives the test, nor the test host, however that ends.
/// </remarks>
sealed class RunningServer : IAsyncDisposable
{
    /// <summary>Long enough for a start beside others on two cores, and for a database that is restarting.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    /// <summary>As the tests were built with it.</summary>
    static readonly string ThisVersion = Path.Combine(AppContext.BaseDirectory, "Dispatch.Server.dll");

    readonly string program;
    readonly string database;
    readonly string? broker;
    readonly IReadOnlyDictionary<string, string> settings;
    readonly ConcurrentDictionary<string, HttpClient> clients = new();
    readonly ConcurrentQueue<string> lines = new();

    // Pooled connections end soon after their server is killed, and one test has many callers.
    readonly SocketsHttpHandler connections = new() { MaxConnectionsPerServer = 64, ConnectTimeout = TimeSpan.FromSeconds(5) };

    Process? process;

    RunningServer(string program, string database, string? broker, IReadOnlyDictionary<string, string> settings)
    {
        (this.program, this.database, this.broker, this.settings) = (program, database, broker, settings);
        var scheme = settings.ContainsKey("Kestrel__Certificates__Default__Path") ? "https" : "http";
        Url = new Uri($"{scheme}://127.0.0.1:{Ports.Free()}");
    }

    /// <summary>The same before and after a kill.</summary>
    public Uri Url { get; }

    /// <summary>Everything the process has written, over all its starts.</summary>
    public string Output => string.Join(Environment.NewLine, lines);

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="database">Connection string.</param>
    /// <param name="broker">An amqp address; without one the server is on its in-process bus.</param>
    /// <param name="settings">Environment variables that differ from the evaluation set-up, such as <c>("Demo", "false")</c>.</param>
    public static async Task<RunningServer> StartAsync(
        string database, string? broker = null, params (string Name, string Value)[] settings) =>
        await StartedAsync(At(database, broker, settings));

    /// <summary>Starts another version of the server and waits until it answers.</summary>
    /// <param name="program">Its Dispatch.Server.dll.</param>
    public static Task<RunningServer> StartVersionAsync(string program, string database, string broker) =>
        StartedAsync(new RunningServer(program, database, broker, new Dictionary<string, string>()));

    static async Task<RunningServer> StartedAsync(RunningServer server)
    {
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>One that does not run yet; <see cref="Begin"/> it.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public static RunningServer At(string database, string? broker = null, params (string Name, string Value)[] settings) =>
        new(ThisVersion, database, broker, settings.ToDictionary(setting => setting.Name, setting => setting.Value));

    /// <summary>Starts it after a kill or a stop, on the same port and the same data, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        var ready = Begin();
        if (await Task.WhenAny(ready, Task.Delay(Timeout)) != ready)
            throw new TimeoutException(
                $"The server was not ready within {Timeout.TotalSeconds} seconds. It said:{Environment.NewLine}{Output}");
        if (!await ready)
            throw new InvalidOperationException($"The server ended instead of starting. It said:{Environment.NewLine}{Output}");
    }

    /// <summary>Starts it and does not wait; for a start that cannot succeed yet.</summary>
    /// <returns>True once the server answers; false when it ended before.</returns>
    public Task<bool> Begin()
    {
        if (process is { HasExited: false })
            throw new InvalidOperationException("The server runs already.");

        process?.Dispose();
        TaskCompletionSource<bool> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new Process { StartInfo = Command(), EnableRaisingEvents = true };
        begun.OutputDataReceived += (_, said) =>
        {
            Keep(said.Data);
            // Greeted once it listens.
            if (said.Data?.Contains(Url.Authority, StringComparison.Ordinal) == true)
                ready.TrySetResult(true);
        };
        begun.ErrorDataReceived += (_, said) => Keep(said.Data);
        begun.Exited += (_, _) =>
        {
            begun.WaitForExit(); // for the rest of what it said
            ready.TrySetResult(false);
        };
        Parent.Start(begun);
        begun.BeginOutputReadLine();
        begun.BeginErrorReadLine();
        process = begun;
        return ready.Task;
    }

    /// <summary>What its process holds of the machine's memory, in bytes.</summary>
    public long Memory
    {
        get
        {
            var running = Running();
            running.Refresh();
            return running.WorkingSet64;
        }
    }

    /// <summary>Of a process that has ended.</summary>
    public int ExitCode => process is { HasExited: true } ended
        ? ended.ExitCode
        : throw new InvalidOperationException("The server has not ended.");

    /// <summary>SIGKILL: it gets no time for anything.</summary>
    public async Task KillAsync()
    {
        var running = Running();
        Keep("--- killed");
        running.Kill();
        await running.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it does nothing more and answers nobody, and its connections stay open.</summary>
    public void Halt()
    {
        Keep("--- halted");
        _ = Signal(Running().Id, SigStop);
    }

    /// <summary>SIGCONT: it goes on where it was halted.</summary>
    public void GoOn()
    {
        Keep("--- goes on");
        _ = Signal(Running().Id, SigCont);
    }

    /// <summary>SIGTERM: it finishes what it began.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        var running = Running();
        Keep("--- told to stop");
        _ = Signal(running.Id, SigTerm);
        await running.WaitForExitAsync().WaitAsync(Timeout);
        return running.ExitCode;
    }

    /// <summary>A client that calls as one of the demo's callers; it belongs to the server and is not to be disposed of.</summary>
    /// <param name="caller">A word of <see cref="DemoCallers"/>.</param>
    public HttpClient As(string caller) => clients.GetOrAdd(caller, word => new HttpClient(connections, disposeHandler: false)
    {
        BaseAddress = Url,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", word) },
    });

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            await KillAsync();
        process?.Dispose();
        foreach (var client in clients.Values)
            client.Dispose();
        connections.Dispose();
    }

    ProcessStartInfo Command()
    {
        // The kernel kills it when we are gone, even when we were killed ourselves.
        string[] urls = settings.ContainsKey("ASPNETCORE_URLS") ? [] : ["--urls", Url.ToString()];
        ProcessStartInfo command = new("setpriv", ["--pdeathsig", "KILL", "dotnet", program, .. urls])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        command.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        command.Environment["Demo"] = "true";
        command.Environment["ConnectionStrings__Dispatch"] = database;
        command.Environment["ConnectionStrings__RabbitMq"] = broker ?? "";
        // A load has few callers and much to do.
        foreach (var quota in (string[])["Requests", "Filings", "Remarks"])
            command.Environment[$"Quotas__{quota}"] = "0";
        foreach (var (name, value) in settings)
            command.Environment[name] = value;
        return command;
    }

    Process Running() => process is { HasExited: false } running
        ? running
        : throw new InvalidOperationException($"The server does not run. It said:{Environment.NewLine}{Output}");

    void Keep(string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }

    const int SigTerm = 15;
    const int SigCont = 18;
    const int SigStop = 19;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Signal(int process, int signal);

    /// <summary>The one thread that starts servers.</summary>
    /// <remarks>
    /// To the kernel the parent is the thread, not the process, and the threads of the pool come and go: servers would die with them.
    /// </remarks>
    static class Parent
    {
        static readonly BlockingCollection<(Process Process, TaskCompletionSource Started)> Waiting = Begin();

        public static void Start(Process process)
        {
            TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Waiting.Add((process, started));
            started.Task.GetAwaiter().GetResult();
        }

        static BlockingCollection<(Process, TaskCompletionSource)> Begin()
        {
            BlockingCollection<(Process Process, TaskCompletionSource Started)> waiting = [];
            new Thread(() =>
            {
                foreach (var (process, started) in waiting.GetConsumingEnumerable())
                {
                    try
                    {
                        process.Start();
                        started.SetResult();
                    }
                    catch (Exception error)
                    {
                        started.SetException(error);
                    }
                }
            })
            { IsBackground = true, Name = "starts servers" }.Start();
            return waiting;
        }
    }
}
