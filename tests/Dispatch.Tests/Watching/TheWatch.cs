using Dapper;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Watching;

/// <summary>The steps that are taken when they are due, on the real databases, at times that the tests set.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheWatch(string engine)
{
    FakeTimeProvider time = null!;
    Office office = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        time = new FakeTimeProvider(Situations.Monday); // 09:00 in Putian
        office = await Office.OpenAsync(engine, time);
    }

    [TearDown]
    public async Task CloseAsync() => await office.DisposeAsync();

    static Watch Of(Office office) =>
        new(office.Database, office.Desk, office.Alliances, office.Workflows, office.Time, NullLogger<Watch>.Instance);

    static async Task<int> ToTheEndAsync(Watch watch)
    {
        var taken = 0;
        while (await watch.RunOnceAsync() is > 0 and var more)
            taken += more;
        return taken;
    }

    async Task<IReadOnlyList<string>> StepsAsync(Order order) =>
        [.. (await HistoryList.FindAsync(office.Database, order.Id)).Select(taken => $"{taken.Step.Name} {taken.Actor.Id}")];

    [Test]
    public async Task The_watch_does_nothing_before_a_warning_is_due()
    {
        await office.FilesAsync("噪音");
        time.Advance(TimeSpan.FromMinutes(95)); // of 120, four fifths of which are 96

        Assert.That(await Of(office).RunOnceAsync(), Is.Zero);
    }

    [Test]
    public async Task An_unaccepted_order_is_warned_breached_and_escalated_to_the_secretariat()
    {
        var order = await office.FilesAsync("噪音");
        time.Advance(TimeSpan.FromMinutes(96));
        Assert.That(await ToTheEndAsync(Of(office)), Is.EqualTo(1));
        time.Advance(TimeSpan.FromMinutes(24));
        Assert.That(await ToTheEndAsync(Of(office)), Is.EqualTo(2));

        Assert.That(
            await StepsAsync(order),
            Is.EqualTo((string[])["file demo-community", "warn clock", "breach clock", "escalate clock"]));
        var stored = (await OrderList.FindAsync(office.Database, order.Number))!;
        Assert.That((stored.Stage, stored.State.Level), Is.EqualTo(("filed", "secretariat")));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task An_order_that_nobody_holds_climbs_the_same_ladder()
    {
        var order = await office.OffersAsync("噪音");
        time.Advance(TimeSpan.FromHours(6));
        await ToTheEndAsync(Of(office));
        Assert.That(await StepsAsync(order), Is.EqualTo((string[])
            ["file demo-community", "accept demo-secretariat", "offer demo-chair", "warn clock", "lapse clock"]),
            "nobody in the pool wanted it");
        time.Advance(TimeSpan.FromDays(7));
        await ToTheEndAsync(Of(office));

        Assert.That((await StepsAsync(order)).Skip(5), Is.EqualTo((string[])
            ["warn clock", "breach clock", "escalate clock", "escalate clock", "escalate clock"]), "and neither did the chair");
        Assert.That((await OrderList.FindAsync(office.Database, order.Number))!.State.Level, Is.EqualTo("joint-meeting"));
    }

    [Test]
    public async Task Each_notice_is_given_once_when_two_servers_watch()
    {
        var orders = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => office.FilesAsync($"噪音 {n}")));
        await using var other = await office.OpenAnotherAsync();
        time.Advance(TimeSpan.FromHours(3));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => ToTheEndAsync(Of(n % 2 == 0 ? office : other)))));

        foreach (var order in orders)
            Assert.That(
                await StepsAsync(order),
                Is.EqualTo((string[])["file demo-community", "warn clock", "breach clock", "escalate clock"]));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task Orders_without_a_due_step_do_not_hold_up_the_watch()
    {
        await using var connection = await office.Database.ConnectAsync();
        for (var n = 0; n < Watch.Bound; n++)
            await office.ClosesAsync($"办结 {n}");
        // As if their alarms had been left behind.
        await connection.ExecuteAsync("update orders set watch_at = @at", new { at = Situations.Monday });
        var order = await office.FilesAsync("噪音");
        time.Advance(TimeSpan.FromHours(2));

        await ToTheEndAsync(Of(office));

        Assert.That(await StepsAsync(order), Does.Contain("breach clock"));
    }

    [Test]
    public async Task An_order_whose_due_step_cannot_be_told_holds_up_no_other()
    {
        var (unknown, order) = (await office.FilesAsync("后来版本的流程"), await office.FilesAsync("噪音"));
        await using (var connection = await office.Database.ConnectAsync())
            await connection.ExecuteAsync("update orders set workflow_version = 99 where id = @id", new { id = unknown.Id });
        time.Advance(TimeSpan.FromHours(2));
        var watch = Of(office);

        await ToTheEndAsync(watch);

        Assert.That(await StepsAsync(order), Does.Contain("breach clock"));
        Assert.That(watch.SetAside, Is.EqualTo((string[])[unknown.Number]));
    }

    [Test]
    public async Task Notices_missed_without_a_watch_are_summed_up_by_holder()
    {
        for (var n = 0; n < 3; n++)
            await office.FilesAsync($"噪音 {n}");
        var assigned = await office.TakesAsync(office.Secretariat, await office.FilesAsync("噪音"), "accept");
        await office.TakesAsync(office.Chair, assigned, "assign", new { lead = "chengguan" });
        time.Advance(TimeSpan.FromDays(2));

        await ToTheEndAsync(Of(office));

        var missed = await MissedNotices.SinceAsync(office.Database, Office.Alliance, Situations.Monday);
        Assert.That(
            missed.Select(holder => string.Join(
                ' ', holder.Desk, holder.Member, holder.Warned, holder.Breached, holder.Escalated, holder.Orders.Count)),
            Is.EqualTo((string[])["secretariat  3 3 6 3", "member chengguan 2 2 4 1"]),
            "two hours late is late for both, and the chair was told of all");
        Assert.That(await MissedNotices.SinceAsync(office.Database, Office.Alliance, time.GetUtcNow().AddSeconds(1)), Is.Empty);
    }

    [Test]
    public async Task A_suspension_ends_by_itself()
    {
        var order = await office.FilesAsync("噪音");
        await office.TakesAsync(office.Secretariat, order, "suspend", new { until = "2026-11-24T02:00:00Z", reason = "等待材料" });
        time.Advance(TimeSpan.FromHours(24));
        Assert.That(await Of(office).RunOnceAsync(), Is.Zero);
        time.Advance(TimeSpan.FromHours(1));

        Assert.That(await Of(office).RunOnceAsync(), Is.EqualTo(1));
        Assert.That(
            (await OrderList.FindAsync(office.Database, order.Number))!.Due,
            Is.EqualTo(new DateTimeOffset(2026, 11, 24, 4, 0, 0, TimeSpan.Zero)),
            "two working hours from 10:00");
    }

    [Test]
    public async Task A_provisional_due_time_is_computed_again_after_the_announcement()
    {
        var folder = Directory.CreateTempSubdirectory("dispatch-calendars-").FullName;
        CopyAll(Path.Combine(Situations.WorkflowFolder, "calendars"), folder);
        var calendars = CalendarLibrary.Load(folder);
        Dispatch.Alliances.AllianceDirectory alliances = new(office.Database, calendars, time);
        await using OrderDesk desk = new(office.Database, alliances, office.Workflows, time, NullLogger<OrderDesk>.Instance);
        Watch watch = new(office.Database, desk, alliances, office.Workflows, time, NullLogger<Watch>.Instance);
        time.SetUtcNow(new DateTimeOffset(2026, 12, 31, 9, 0, 0, TimeSpan.Zero)); // 17:00 on a Thursday, New Year's Day after it
        var order = (await desk.DoAsync(new StepRequest(
            new FileStep("0128", "噪音", null, null, null, null, null, null), new HashSet<string> { "category", "title" }, office.Community)
        { Alliance = Office.Alliance })).Value!.Order;
        Assert.That(
            (order.Clocks.IsProvisional, order.Due),
            Is.EqualTo((true, (DateTimeOffset?)new DateTimeOffset(2027, 1, 1, 1, 0, 0, TimeSpan.Zero))),
            "a plain Friday");
        Assert.That(await watch.RetimeAsync(), Is.Zero, "nothing has been announced yet");

        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "holiday-cn", "2027.json"), """
            {"year":2027,"papers":["https://www.gov.cn/announcement"],"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}
            """);
        time.Advance(TimeSpan.FromMinutes(1));
        await alliances.RefreshAsync();

        await RefuseChangesAsync(office);
        Assert.That(await watch.RetimeAsync(), Is.Zero, "it cannot be saved just now");
        await TakeChangesAsync(office);

        Assert.That(await watch.RetimeAsync(), Is.EqualTo(1), "what was left comes again");
        var retimed = (await OrderList.FindAsync(office.Database, order.Number))!;
        Assert.That(
            (retimed.Clocks.IsProvisional, retimed.Due),
            Is.EqualTo((false, (DateTimeOffset?)new DateTimeOffset(2027, 1, 4, 1, 0, 0, TimeSpan.Zero))),
            "Monday, 09:00");
        Assert.That(
            (await HistoryList.FindAsync(office.Database, order.Id))[0].Due,
            Is.EqualTo(order.Due),
            "what it was before stays in its history");
        Assert.That(await watch.RetimeAsync(), Is.Zero);
        Directory.Delete(folder, recursive: true);
    }

    async Task RefuseChangesAsync(Office server)
    {
        await using var connection = await server.Database.ConnectAsync();
        await connection.ExecuteAsync(engine == "postgres"
            ? """
              create function no_changes() returns trigger language plpgsql as $$ begin raise exception 'no changes'; end $$;
              create trigger no_changes before update on orders for each statement execute function no_changes();
              """
            : "create trigger no_changes before update on orders begin select raise(abort, 'no changes'); end");
    }

    async Task TakeChangesAsync(Office server)
    {
        await using var connection = await server.Database.ConnectAsync();
        await connection.ExecuteAsync(engine == "postgres" ? "drop trigger no_changes on orders" : "drop trigger no_changes");
    }

    static void CopyAll(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            System.IO.File.Copy(file, copy);
        }
    }
}
