using Dapper;
using Dispatch.Orders;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Orders;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheJointMeeting(string engine)
{
    [Test]
    public async Task Shows_a_ruling_behind_any_number_of_decisions_without_one()
    {
        await using var office = await Office.OpenAsync(engine);
        var order = await office.FilesAsync("责任不清");
        await using (var connection = await office.Database.ConnectAsync())
        {
            for (var n = 0; n <= OrderList.LongestPage; n++)
            {
                var ruling = n == 0 ? ",\"ruling\":\"店前三米归环卫所\"" : "";
                await connection.ExecuteAsync(
                    """
                    insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, at, input)
                    values (@id, @sequence, @event, 'settle', 'filed', 'filed', 'secretariat', 'su', '苏秘书', @at, @input)
                    """.Replace("@input", engine == "postgres" ? "cast(@input as json)" : "@input", StringComparison.Ordinal),
                    new
                    {
                        id = order.Id,
                        sequence = n + 2,
                        @event = Guid.CreateVersion7(),
                        at = Situations.Monday.AddMinutes(n),
                        input = $$"""{"lead":"huanwei","by":"2026-12-04T10:00:00Z","note":"议定"{{ruling}}}""",
                    });
            }
        }

        var rulings = await JointMeeting.RulingsAsync(office.Database, Office.Alliance);
        var there = await JointMeeting.RulingsAsync(office.Database, Office.Alliance, [(order.Category, order.Place), ("0110", "别处")]);

        Assert.That(rulings.Select(ruling => (ruling.Number, ruling.Text)), Is.EqualTo(new[] { (order.Number, "店前三米归环卫所") }));
        Assert.That(there.Single().Select(ruling => ruling.Text), Is.EqualTo((string[])["店前三米归环卫所"]));
    }
}
