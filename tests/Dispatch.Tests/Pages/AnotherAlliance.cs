using System.Net;
using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Pages;

/// <summary>Whoever belongs to another alliance finds no order of this one, by no page, form, fragment or stream.</summary>
sealed class AnotherAlliance : APageFixture
{
    const string Title = "别人看不到的一单";

    [Test]
    public async Task Finds_no_page_and_no_fragment_of_an_order()
    {
        var number = await Api.FileAsync(Title);
        var stranger = await SignedInAsync(Situations.Stranger);

        foreach (var address in (string[])
            [$"/orders/{number}", $"/work?order={number}", $"/orders?q={number}", "/orders?alliance=shengyang", "/meeting"])
            Assert.That((await stranger.OpenAsync(address)).Text, Does.Not.Contain(Title), address);
        Assert.That((await stranger.OpenAsync($"/orders?q={Title}")).Text, Does.Contain("没有找到"));

        Assert.That((await stranger.OpenAsync($"/orders/{number}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await stranger.OpenAsync("/reports?alliance=shengyang")).Text, Does.Not.Contain("声阳"));
        var workbook = await stranger.OpenAsync("/orders/workbook?alliance=shengyang");
        Assert.That(workbook.Text, Does.Not.Contain(Title));
    }

    [Test]
    public async Task Takes_no_step_by_any_form()
    {
        var number = await Api.FileAsync(Title);
        var stranger = await SignedInAsync(Situations.Stranger);

        (string, string, string)[] steps =
            [("accept", "urgency", "urgent"), ("refuse", "reason", "不归我"), ("comment", "text", "路过"), ("merge", "into", number)];
        foreach (var address in (string[])[$"/orders/{number}", "/work", "/meeting"])
        {
            foreach (var (step, field, value) in steps)
            {
                var page = await stranger.SendAsync(
                    "/orders/new", address, "step",
                    ("number", number), ("step", step), ("version", "1"), ("key", $"{step}-{address.Length}"), (field, value));
                Assert.That((page.Status, page.Next), Is.EqualTo((HttpStatusCode.NotFound, (string?)null)), $"{step} at {address}");
                Assert.That(page.Text, Does.Not.Contain(Title));
            }
        }

        var order = await Api.GetAsync(Situations.Secretary, $"/api/orders/{number}");
        Assert.That(order["version"].GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Merges_nothing_into_an_order_of_this_one()
    {
        var number = await Api.FileAsync(Title);
        var own = await Api.PostAsync(Situations.Stranger, "/api/orders", """{"category":"0110","title":"自己的一单"}""");
        var stranger = await SignedInAsync(Situations.Stranger);
        var address = $"/orders/{own["number"].GetString()}";

        var page = await stranger.SendAsync(
            address, address, "step", ("number", own["number"].GetString()!), ("step", "merge"), ("into", number), ("key", "merge-away"));

        Assert.That(page.Next, Is.Null);
        Assert.That(page.Text, Does.Contain("自己的一单").And.Not.Contain(Title));
    }
}
