using Dapper;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Orders;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheVerification(string engine)
{
    [Test]
    public async Task Finds_nothing_amiss_in_what_the_desk_wrote()
    {
        await using var office = await Office.OpenAsync(engine);
        await office.ClosesAsync("一");
        await office.OffersAsync("二");

        var report = await office.VerifyAsync();

        Assert.That(report.Differences, Is.Empty);
        Assert.That((report.Orders, report.Steps, report.Waiting), Is.EqualTo((2L, 9L, 9L)));
    }

    [TestCase("update orders set stage = 'accepted' where version = 6", "its history makes stage closed")]
    [TestCase("update orders set due = '2026-01-01T00:00:00.000000Z' where version = 6", "its history makes due 9999-12-31")]
    [TestCase("update assignments set state = 'claimed'", "assignments")]
    [TestCase("delete from outbox where id = (select min(id) from outbox)", "Outbox partition")]
    [TestCase("update partitions set published = published + 1 where partition = 3", "Outbox partition 3")]
    [TestCase("update orders set workflow_version = 99", "it cannot be recomputed: Workflow merchant-order version 99")]
    [TestCase(
        "insert into assignments (member, person, order_id, part, state) values ('x', '', '019ad2b6-0000-7000-8000-000000000000', 'lead', 'done')",
        "1 assignments belong to no order")]
    [TestCase("delete from orders", "rows of the history belong to no order")]
    public async Task Says_what_differs_after(string tampering, string sentence)
    {
        await using var office = await Office.OpenAsync(engine);
        await office.ClosesAsync("一");
        await using (var connection = await office.Database.ConnectAsync())
            await connection.ExecuteAsync(tampering);

        Assert.That((await office.VerifyAsync()).Differences, Has.Some.Contains(sentence));
    }
}
