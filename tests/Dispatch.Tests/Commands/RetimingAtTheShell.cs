using Dispatch.Orders;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Commands;

/// <summary><c>calendar retime</c>.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class RetimingAtTheShell(string engine)
{
    string folder = null!;

    [SetUp]
    public void Makes_a_folder_of_calendars()
    {
        folder = Directory.CreateTempSubdirectory("dispatch-calendars-").FullName;
        // A year whose every day is worked on: whatever was computed with the shipped calendar is due earlier by this one.
        File.WriteAllText(Path.Combine(folder, "china.yaml"), """
            calendar: china
            title: { zh: 天天上班, en: Every day }
            zone: Asia/Shanghai
            hours:
              monday to sunday: [08:00-12:00, 14:00-18:00]
            announced: always
            """);
    }

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Lists_what_would_move_and_moves_it_for_a_reason()
    {
        FakeTimeProvider friday = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)); // 17:00
        await using var office = await Office.OpenAsync(engine, friday);
        var order = await office.FilesAsync("夜市喇叭");

        var shown = await RunAsync(office, "china");
        var before = (await OrderList.FindAsync(office.Database, order.Number))!;
        var moved = await RunAsync(office, "china", "--because", "周末照常上班");
        var after = (await OrderList.FindAsync(office.Database, order.Number))!;
        var nothing = await RunAsync(office, "china", "--alliance", Office.Alliance);

        Assert.That((shown.ExitCode, shown.Errors), Is.EqualTo((0, "")));
        Assert.That(shown.Output, Does.Contain($"{order.Number}\tstage\t2026-11-23T09:00:00+08:00\t2026-11-21T09:00:00+08:00")
            .And.Contain("1 open orders have limits that would move; --because REASON moves them"));
        Assert.That(before.Version, Is.EqualTo(1));
        Assert.That(moved.ExitCode, Is.Zero, moved.Errors);
        Assert.That(moved.Output, Does.Contain("1 open orders have limits that were moved"));
        Assert.That(moved.Errors, Does.Contain("\"event\":\"retimed\"").And.Contain("calendar china, 1 orders"));
        Assert.That(after.Due, Is.EqualTo(new DateTimeOffset(2026, 11, 21, 1, 0, 0, TimeSpan.Zero)));
        Assert.That(nothing.Output, Does.StartWith("0 open orders"));
    }

    [Test]
    public async Task Says_what_it_does_not_know()
    {
        await using var office = await Office.OpenAsync(engine);

        var calendar = await RunAsync(office, "boston");
        var alliance = await RunAsync(office, "china", "--alliance", "nowhere");

        Assert.That((calendar.ExitCode, calendar.Errors.Trim()), Is.EqualTo((1, "There is no calendar boston.")));
        Assert.That(
            (alliance.ExitCode, alliance.Errors.Trim()),
            Is.EqualTo((1, "There is no alliance nowhere that counts by the calendar china.")));
    }

    Task<ShellCommand> RunAsync(Office office, params string[] arguments) => ShellCommand.RunAsync(
        office.ConnectionString, null, [$"--Calendars={folder}", "calendar", "retime", .. arguments]);
}
