using Bunit;
using Dispatch.Server.Orders;

namespace Dispatch.Tests.Pages.Parts;

sealed class ARegisterOfOrders : APartFixture
{
    [TestCase("zh-CN", "演示数据|12345-hotline|")]
    [TestCase("en", "Demo data|12345-hotline|")]
    public async Task Says_where_each_came_from_and_of_the_demos_own_in_words(string language, string sources)
    {
        OrderRow[] rows = [await FiledAsync("demo"), await FiledAsync("12345-hotline"), await FiledAsync(null)];
        await ReadsAsync(Office.Secretariat, language);

        var register = Part<OrderRegister>(part => part.Add(orders => orders.Rows, rows));

        Assert.That(string.Join('|', register.FindAll("tbody td:nth-child(3)").Select(cell => cell.TextContent)), Is.EqualTo(sources));
    }

    async Task<OrderRow> FiledAsync(string? source)
    {
        var filed = await Office.AsksAsync(
            Office.Community with { Source = source }, "", "file",
            new { category = "0128", title = "喇叭", source, externalId = source is null ? null : "bins-elsewhere" });
        var order = filed.Value!.Order;
        return new OrderRow(order, await Office.Workflows.FindAsync(order.Workflow, order.WorkflowVersion), []);
    }
}
