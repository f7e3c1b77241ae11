using Dispatch.Orders;
using Dispatch.Tests.Replays;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Commands;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class ReplaysAtTheShell(string engine)
{
    /// <summary>On a busy machine even a short replay lasts long enough to say how far it is.</summary>
    const string OnlyProgress = @"\A(Replaying: .*\n)*\z";

    static readonly string Alliance = Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml");

    FakeTimeProvider time = null!;
    Office office = null!;
    string folder = "";

    [SetUp]
    public async Task OpenAsync()
    {
        time = new FakeTimeProvider(new DateTimeOffset(2026, 9, 7, 1, 0, 0, TimeSpan.Zero)); // a Monday, 09:00 in Putian
        office = await Office.OpenAsync(engine, time);
        folder = Directory.CreateTempSubdirectory("replay").FullName;
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await office.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Stand_side_by_side()
    {
        await ClosesFromThePoolAsync();
        var workflow = Write("no-pool.yaml", AReplay.WithoutAPool().Text);

        var replay = await RunAsync("--workflow", workflow, "--from", "2026-09-07", "--to", "2026-09-07", "--alliance", Office.Alliance);

        Assert.That(replay.ExitCode, Is.Zero, replay.Errors);
        Assert.That(replay.Errors, Does.Match(OnlyProgress));
        Assert.That(Lines(replay), Does.Contain("右 Right 所给规则 the given rules: workflow merchant-order version 4"));
        Assert.That(Lines(replay), Does.Contain("0 0 0 0 | 1 1 1 0 | chair 轮值主席"));
        Assert.That(Lines(replay), Does.Contain("1 0 0 0 | 0 0 0 0 | pool 抢单池"));
        Assert.That(Lines(replay), Does.Contain("1 0 0 0 | 1 1 1 0 | 合计 total"));
        Assert.That(replay.Output, Does.Contain("偏离 diverged 右 right  step 3 offer, Mon 2026-09-07 09:00:00: 诉求单处于“待派单”阶段，不能“放入抢单池”。")
            .And.Contain("1 orders (merchant-order 3: 1); 0 of other workflows left aside\n1 differ; diverged: 0 left, 1 right"));
        Assert.That(replay.Output, Does.Not.Contain("only"), "the orders are listed where that is asked for");
    }

    [Test]
    public async Task List_the_orders_that_differ_and_why()
    {
        var order = await ClosesFromThePoolAsync();
        var text = await File.ReadAllTextAsync(Alliance);
        var strict = Write("strict.yaml", text.Replace(
            "Commercial noise, limit: 2 urgent hours", "Commercial noise, limit: 30 urgent minutes", StringComparison.Ordinal));

        var replay = await RunAsync("--alliance-file", strict, "--from", "2026-09-01", "--to", "2026-09-30", "--orders");

        Assert.That(replay.ExitCode, Is.Zero, replay.Errors);
        Assert.That(replay.Errors, Does.Match(OnlyProgress));
        Assert.That(Lines(replay), Does.Contain($"{order.Number} closed"));
        Assert.That(Lines(replay), Does.Contain(
            "右 only right Mon 2026-09-07 15:00:00 breach work, chengguan 城市管理综合行政执法局 " +
            "City Management and Law Enforcement Bureau: 30 minutes until Mon 2026-09-07 15:00:00"));
        Assert.That(Lines(replay), Does.Contain("1 differ; diverged: 0 left, 0 right"));
    }

    [Test]
    public async Task Are_equal_under_the_same_rules()
    {
        await ClosesFromThePoolAsync();

        var replay = await RunAsync("--calendar", "china", "--from", "2026-09-01", "--to", "2026-09-30");

        Assert.That(Lines(replay), Does.Contain("1 0 0 0 | 1 0 0 0 | 合计 total").And.Contain("0 differ; diverged: 0 left, 0 right"));
    }

    [Test]
    public async Task Report_every_fault_of_every_file()
    {
        var workflow = Write("bad.yaml", Situations.MerchantOrder.Text
            .Replace("limit: 15 days", "limit: soon", StringComparison.Ordinal)
            .Replace("accept: { to: accepted", "accept: { to: nowhere", StringComparison.Ordinal));
        var calendar = Write("calendar.yaml", "calendar: x\ntitle: { zh: 甲, en: X }\nzone: Asia/Putian\nannounced: always\n");

        var replay = await RunAsync(
            "--workflow", workflow, "--calendar", calendar,
            "--alliance-file", Path.Combine(folder, "none.yaml"), "--from", "2026-09-01", "--to", "2026-09-30");

        Assert.That((replay.ExitCode, replay.Output), Is.EqualTo((1, "")));
        Assert.That(replay.Errors, Does.Contain("\"soon\"").And.Contain("nowhere")
            .And.Contain("Asia/Putian").And.Contain("none.yaml:1: The file cannot be read"));
    }

    [TestCase("Name the rules to compare", "--from", "2026-09-01", "--to", "2026-09-30")]
    [TestCase("'September' is not a date", "--calendar", "china", "--from", "September", "--to", "2026-09-30")]
    [TestCase("ends before it begins", "--calendar", "china", "--from", "2026-09-30", "--to", "2026-09-01")]
    [TestCase("There is no alliance xi", "--calendar", "china", "--from", "2026-09-01", "--to", "2026-09-30", "--alliance", "xi")]
    [TestCase("The calendar boston is for America/New_York", "--calendar", "boston", "--from", "2026-09-01", "--to", "2026-09-30")]
    public async Task Are_refused_with_a_sentence(string sentence, params string[] arguments)
    {
        var replay = await RunAsync(arguments);

        Assert.That((replay.ExitCode, replay.Output), Is.EqualTo((1, "")));
        Assert.That(replay.Errors, Does.Contain(sentence));
    }

    [Test]
    public async Task Make_no_database_and_no_table()
    {
        var file = Path.Combine(folder, "none.db");
        await using var empty = await TestDatabase.CreateAsync(engine);

        var replay = await ShellCommand.RunAsync(engine == "sqlite" ? $"Data Source={file}" : empty.ConnectionString, null,
            ["replay", "--calendar", "china", "--from", "2026-09-01", "--to", "2026-09-30"]);

        Assert.That((replay.ExitCode, File.Exists(file)), Is.EqualTo((1, false)));
        Assert.That(replay.Errors, Does.Contain(
            engine == "sqlite" ? "There is no database yet" : "has no schema of Dispatch").And.Not.Contain("   at "));
    }

    /// <summary>
    /// In the pool from 09:00, claimed there after lunch, at 14:30; an hour later it is closed. Its work has two urgent hours.
    /// </summary>
    async Task<Order> ClosesFromThePoolAsync()
    {
        var order = await office.OffersAsync("噪音");
        time.Advance(TimeSpan.FromHours(5.5));
        await office.TakesAsync(office.Member("chengguan"), order, "claim");
        time.Advance(TimeSpan.FromHours(1));
        await office.TakesAsync(office.Member("chengguan"), order, "resolve", new { note = "喇叭已收走" });
        return await office.TakesAsync(office.Community, order, "confirm", new { rating = 5 });
    }

    string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The lines of the output, with one space for several.</summary>
    static IReadOnlyList<string> Lines(ShellCommand command) =>
        [.. command.Output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];

    Task<ShellCommand> RunAsync(params IReadOnlyList<string> arguments) =>
        ShellCommand.RunAsync(office.ConnectionString, null, ["replay", .. arguments]);
}
