using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Watching;

/// <summary>The days of a year that was announced are changed: Tuesday 24 November becomes a day off.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class ACalendarThatChanges(string engine)
{
    FakeTimeProvider time = null!;
    Office office = null!;
    string folder = null!;
    AllianceDirectory alliances = null!;
    OrderDesk desk = null!;

    [SetUp]
    public async Task Opens()
    {
        time = new FakeTimeProvider(Situations.Monday);
        office = await Office.OpenAsync(engine, time);
        folder = Directory.CreateTempSubdirectory("dispatch-calendars-").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Situations.WorkflowFolder, "calendars"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Path.Combine(Situations.WorkflowFolder, "calendars"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        alliances = new AllianceDirectory(office.Database, CalendarLibrary.Load(folder), time);
        desk = NewDesk();
    }

    OrderDesk NewDesk() => new(office.Database, alliances, office.Workflows, time, NullLogger<OrderDesk>.Instance);

    [TearDown]
    public async Task Closes()
    {
        await desk.DisposeAsync();
        alliances.Dispose();
        await office.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    async Task<Order> TakesAsync(Caller caller, string number, string step, object? input = null)
    {
        InputReader reader = new(input is null ? null : System.Text.Json.JsonSerializer.SerializeToElement(input));
        var answer = await desk.DoAsync(new StepRequest(StepRegistry.All[step].Read(reader), reader.Given, caller)
        {
            Number = number,
            Alliance = step == "file" ? Office.Alliance : "",
        });
        Assert.That(answer.Refusal, Is.Null);
        return answer.Value!.Order;
    }

    /// <summary>With a member from Monday, 09:00: three working days for the stage, five for the work.</summary>
    async Task<Order> ClaimedAsync()
    {
        var order = await TakesAsync(office.Community, "", "file", new { category = "0203", title = "违规灯箱" });
        await TakesAsync(office.Secretariat, order.Number, "accept");
        await TakesAsync(office.Chair, order.Number, "assign", new { lead = "chengguan" });
        return await TakesAsync(office.Member("chengguan"), order.Number, "claim");
    }

    async Task TuesdayIsTakenOffAsync()
    {
        var path = Path.Combine(folder, "holiday-cn", "2026.json");
        var text = await File.ReadAllTextAsync(path);
        var days = text.IndexOf("\"days\"", StringComparison.Ordinal);
        var list = text.IndexOf('[', days);
        await File.WriteAllTextAsync(
            path, $$"""{{text[..(list + 1)]}}{"name":"城市日","date":"2026-11-24","isOffDay":true},{{text[(list + 1)..]}}""");
        time.Advance(TimeSpan.FromMinutes(2));
        await alliances.RefreshAsync();
        Assert.That((await AllianceAsync()).Calendar.Digest, Is.Not.EqualTo(Situations.China.Digest));
    }

    async Task<Alliance> AllianceAsync() => (await alliances.FindAsync(Office.Alliance))!;

    async Task<Order> FindAsync(Order order) => (await OrderList.FindAsync(office.Database, order.Number))!;

    async Task<IReadOnlyList<ExplainedDeadline>> ExplainedAsync(Order order)
    {
        KeptCalendars kept = new(office.Database);
        var history = await HistoryList.FindAsync(office.Database, order.Id);
        await kept.ReadAsync(ExplainedDeadline.CalendarsOf(history));
        return ExplainedDeadline.Of(await FindAsync(order), history, (await AllianceAsync()).Calendar, kept.Find);
    }

    static IReadOnlyList<string> Named(ExplainedDeadline limit) => [.. limit.Spans.Select(span => span.Reason.Zh).Distinct()];

    async Task<IReadOnlyList<MovedLimit>> AskedAsync(string? reason)
    {
        var moves = reason is null
            ? AskedRetiming.PreviewAsync(office.Database, await AllianceAsync())
            : AskedRetiming.RunAsync(office.Database, desk, await AllianceAsync(), reason);
        List<MovedLimit> all = [];
        await foreach (var move in moves)
            all.Add(move);
        return all;
    }

    /// <summary>The limit of the stage, which counts working time and runs over Tuesday.</summary>
    static Clock Stage(Order order) => order.Clocks.Find(ClockOf.Stage)!;

    [Test]
    public async Task Moves_nobody_and_explains_each_limit_by_what_it_was_computed_with()
    {
        var order = await ClaimedAsync();
        await TuesdayIsTakenOffAsync();

        Watch watch = new(office.Database, desk, alliances, office.Workflows, time, NullLogger<Watch>.Instance);
        Assert.That(await watch.RetimeAsync(), Is.Zero);
        Assert.That((await FindAsync(order)).Clocks, Is.EqualTo(order.Clocks));
        foreach (var limit in (await ExplainedAsync(order)).Where(limit => limit.Clock.Limit.Elapsed is null))
        {
            Assert.That(limit.Counted, Is.EqualTo(Situations.China.LengthOf(limit.Clock.Limit)), limit.Clock.Of);
            Assert.That(Named(limit), Has.None.EqualTo("城市日"));
            Assert.That(limit.Calendar.Digest, Is.EqualTo(Situations.China.Digest));
        }
    }

    [Test]
    public async Task Is_shown_first_and_then_moves_those_who_are_asked_for()
    {
        var order = await ClaimedAsync();
        await TuesdayIsTakenOffAsync();

        var preview = await AskedAsync(null);
        Assert.That((await FindAsync(order)).Version, Is.EqualTo(order.Version), "a preview changes nothing");
        var moved = await AskedAsync("调休有变");
        var again = await AskedAsync("调休有变");

        Assert.That(preview, Is.Not.Empty);
        Assert.That(moved, Is.EqualTo(preview));
        Assert.That(again, Is.Empty);
        var now = await FindAsync(order);
        Assert.That(Stage(now).Due, Is.EqualTo(Stage(order).Due.AddDays(1)), "Thursday becomes Friday");
        var taken = (await HistoryList.FindAsync(office.Database, order.Id))[^1];
        Assert.That((taken.Step, taken.Actor.Id), Is.EqualTo(((IStep)new RetimeStep("调休有变"), "clock")));
        var stage = (await ExplainedAsync(order)).Single(limit => limit.Clock.Of == ClockOf.Stage);
        Assert.That(stage.Counted, Is.EqualTo(Situations.China.LengthOf(stage.Clock.Limit)));
        Assert.That(Named(stage), Has.Some.EqualTo("城市日"));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task Leaves_the_sum_of_a_limit_that_stood_still_meanwhile()
    {
        var order = await ClaimedAsync();
        await TuesdayIsTakenOffAsync();
        time.SetUtcNow(Situations.Monday.AddDays(2)); // Wednesday, 09:00: by the old calendar two working days were used
        // Another server, which was not there when the limit was computed.
        await desk.DisposeAsync();
        desk = NewDesk();
        await TakesAsync(office.Secretariat, order.Number, "suspend", new { until = "2026-11-26T01:00:00Z", reason = "停电" });
        time.SetUtcNow(Situations.Monday.AddDays(3));
        await TakesAsync(office.Secretariat, order.Number, "resume");

        foreach (var limit in (await ExplainedAsync(order)).Where(limit => limit.Clock.Limit.Elapsed is null))
            Assert.That(limit.Counted, Is.EqualTo(Situations.China.LengthOf(limit.Clock.Limit)), limit.Clock.Of);
        Assert.That(Stage(await FindAsync(order)).Due, Is.EqualTo(Situations.Monday.AddDays(4)), "one working day was left on Thursday");
    }

    [Test]
    public async Task Moves_nothing_that_the_joint_meeting_set_a_time_for()
    {
        var order = await ClaimedAsync();
        await TuesdayIsTakenOffAsync();
        var calendar = (await AllianceAsync()).Calendar;

        IReadOnlyList<string> Moved(Order one) =>
            [.. one.Clocks.All.Where(clock => Timing.Retimed(one, clock, calendar) is not null).Select(clock => clock.Of)];

        Assert.That(Moved(order), Has.Some.EqualTo(ClockOf.Work));
        Assert.That(Moved(order with { State = order.State with { Settled = true } }), Has.None.EqualTo(ClockOf.Work));
    }
}
