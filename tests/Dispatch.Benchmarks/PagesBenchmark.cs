using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Dispatch.Tests.Support;

namespace Dispatch.Benchmarks;

/// <summary>What the pages that people work on cost with very many orders stored, and what many pages that listen cost.</summary>
static partial class PagesBenchmark
{
    const int Times = 100;
    const int Listeners = 500;
    const int Browsers = 10;
    static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    /// <param name="open">How many open orders are stored.</param>
    /// <param name="closed">How many closed ones.</param>
    public static async Task RunAsync(int open, int closed)
    {
        await using var office = await Office.OpenAsync("postgres");
        var start = Stopwatch.GetTimestamp();
        await LaidOrders.FillAsync(office.ConnectionString, open, closed);
        Console.WriteLine(
            $"\nPages, {office.Database.Name}: {open} open and {closed} closed orders, laid out in "
            + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        await using var server = await RunningServer.StartAsync(office.ConnectionString);
        await ReadAsync(server);
        await ListenAsync(server);
    }

    static async Task ReadAsync(RunningServer server)
    {
        (string Person, string Address)[] pages =
        [
            ("demo-secretariat", "/work"),
            ("demo-chair", "/work"),
            ("demo-member-chengguan", "/work"),
            ("demo-member-chengguan", "/work?desk=member&for=stage"),
            ("demo-community", "/work"),
            ("demo-community", "/orders/new"),
            ("demo-secretariat", "/orders"),
            ("demo-secretariat", "/orders?overdue=true"),
            ("demo-secretariat", "/orders?q=%E5%BB%B6%E5%AE%81%E8%B7%AF"),
            ("demo-secretariat", "/orders?q=SY-20200101-0500"),
            ("demo-secretariat", "/meeting"),
            ("demo-secretariat", "/reports"),
            ("demo-admin", "/system"),
            ("demo-secretariat", "/workflow"),
        ];
        foreach (var (person, address) in pages)
        {
            using var browser = await InAsync(server, person);
            var page = await browser.OpenAsync(address);
            var bytes = Encoding.UTF8.GetByteCount(page.Text);
            await PrintAsync($"{person} {Uri.UnescapeDataString(address)}", () => browser.OpenAsync(address), $"{bytes / 1000.0,6:0.0} kB");
        }

        using var someone = await InAsync(server, "demo-chair");
        var assets = Asset().Matches((await someone.OpenAsync("/work")).Text).Select(found => found.Value).Distinct().ToList();
        var size = 0;
        foreach (var asset in assets)
            size += (await server.As("demo-chair").GetByteArrayAsync(asset)).Length;
        Console.WriteLine(
            $"style sheets, scripts and pictures of a desk, once: {assets.Count} files, {size / 1000.0:0.0} kB before compression");

        var number = Number().Match((await someone.OpenAsync("/work")).Text).Value;
        foreach (var part in (string[])["candidates", "lookalikes", "deadlines"])
        {
            var address = $"/api/orders/{number}/{part}";
            await PrintAsync(address, () => server.As("demo-secretariat").GetStringAsync(address), "");
        }
    }

    static async Task PrintAsync(string name, Func<Task> ask, string note)
    {
        for (var time = 0; time < 20; time++)
            await ask();
        List<double> times = [];
        for (var time = 0; time < Times; time++)
        {
            var start = Stopwatch.GetTimestamp();
            await ask();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"{name,-60} p50 {times[Times / 2],7:0.0} ms  p99 {times[^2],7:0.0} ms {note}");
    }

    static async Task ListenAsync(RunningServer server)
    {
        Console.WriteLine($"\n{Listeners} open pages that listen");
        await StepsAsync(server); // until the runtime has compiled with full optimization
        var alone = await StepsAsync(server);
        // Of the desk that a filing waits for: every one of them is told. Others hear nothing, which costs less.
        List<Browsing> browsers = [];
        for (var index = 0; index < Browsers; index++)
            browsers.Add(await InAsync(server, "demo-secretariat"));

        var before = server.Memory;
        List<OpenPage> open = [];
        for (var index = 0; index < Listeners; index++)
            open.Add(await OpenPage.OpenAsync(browsers[index % browsers.Count]));
        var after = server.Memory;
        Console.WriteLine($"memory a page: {(after - before) / 1000.0 / Listeners:0} kB");

        foreach (var shows in (bool[])[false, true])
        {
            foreach (var page in open)
                page.Shows = shows;
            List<double> last = [];
            for (var time = 0; time < 12; time++)
            {
                var start = Stopwatch.GetTimestamp();
                var number = await FileAsync(server);
                await Task.WhenAll(open.Select(page => page.KnowsAsync(number)));
                last.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            last.Sort();
            Console.WriteLine(
                $"from asking for a step until the last has {(shows ? "fetched its page again" : "heard"),-22}"
                + $" p50 {last[6],6:0} ms  worst {last[^1],6:0} ms");
        }

        foreach (var page in open)
            page.Shows = false;
        var heard = await StepsAsync(server);
        Console.WriteLine(
            $"steps over HTTP, 8 callers: {alone.PerSecond:0}/s with nobody listening, {heard.PerSecond:0}/s with {Listeners}");
        foreach (var page in open)
            await page.DisposeAsync();
        browsers.ForEach(browser => browser.Dispose());
    }

    static Task<Figures> StepsAsync(RunningServer server) => Measure.LoadAsync(8, Length, _ => new HttpBenchmark.Walk(server).StepAsync);

    static async Task<string> FileAsync(RunningServer server)
    {
        HttpBenchmark.Walk walk = new(server);
        await walk.StepAsync();
        return walk.Number;
    }

    static async Task<Browsing> InAsync(RunningServer server, string person)
    {
        Browsing browser = new(server.Url);
        await browser.SendAsync("/sign-in", "demo", ("person", person));
        return browser;
    }

    /// <summary>A page of a desk with its stream, which asks for itself again when it hears of a step, as those in a browser do.</summary>
    sealed class OpenPage : IAsyncDisposable
    {
        readonly Browsing browser;
        readonly IAsyncEnumerator<string> events;
        readonly ConcurrentDictionary<string, TaskCompletionSource> known = new();
        readonly Task reading;
        bool ends;

        OpenPage(Browsing browser, IAsyncEnumerator<string> events)
        {
            (this.browser, this.events) = (browser, events);
            reading = Task.Run(ReadAsync);
        }

        public bool Shows { get; set; }

        public static async Task<OpenPage> OpenAsync(Browsing browser)
        {
            var events = (await browser.ListenAsync("/live")).GetAsyncEnumerator();
            await events.MoveNextAsync();
            return new OpenPage(browser, events);
        }

        public Task KnowsAsync(string number) => Of(number).Task;

        async Task ReadAsync()
        {
            while (!ends && await events.MoveNextAsync())
            {
                if (!events.Current.StartsWith("changed ", StringComparison.Ordinal))
                    continue;
                var numbers = events.Current["changed ".Length..].Split(' ');
                if (Shows)
                    await browser.OpenAsync("/work");
                foreach (var number in numbers)
                    Of(number).TrySetResult();
            }
        }

        TaskCompletionSource Of(string number) =>
            known.GetOrAdd(number, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public ValueTask DisposeAsync()
        {
            ends = true; // the streams end with the server
            _ = reading;
            return ValueTask.CompletedTask;
        }
    }

    [GeneratedRegex("/assets/[^\"]+")]
    private static partial Regex Asset();

    [GeneratedRegex("SY-\\d{8}-\\d+")]
    private static partial Regex Number();
}
