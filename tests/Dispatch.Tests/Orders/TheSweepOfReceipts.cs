using Dispatch.Orders.Desk;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Orders;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheSweepOfReceipts(string engine)
{
    [Test]
    public async Task Forgets_a_key_when_its_time_is_over_and_not_before()
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero));
        await using var office = await Office.OpenAsync(engine, clock);
        var order = await office.FilesAsync("噪音");
        await office.AsksAsync(office.Secretariat, order.Number, "comment", new { text = "收到" }, key: "k");
        ReceiptSweep sweep = new(office.Database, clock);

        clock.Advance(ReceiptSweep.Kept);
        Assert.That(await sweep.RunOnceAsync(), Is.Zero);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await sweep.RunOnceAsync(), Is.EqualTo(1));
    }
}
