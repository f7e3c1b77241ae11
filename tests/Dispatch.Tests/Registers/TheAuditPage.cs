using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dispatch.Tests.Accounts;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Registers;

sealed class TheAuditPage : APageFixture
{
    [Test]
    public async Task Shows_an_administrator_all_alliances_together()
    {
        await AddAsync("shengyang", "wang", "王记面馆");
        await AddAsync("qinghe", "li", "李家茶铺");
        for (var n = 0; n < 25; n++)
        {
            await AddAsync("shengyang", $"tea-{n}", $"第 {n} 家茶行");
            await AddAsync("qinghe", $"noodles-{n}", $"第 {n} 家面馆");
        }

        var browser = await SignedInAsync(Admin);

        var one = await browser.OpenAsync("/registers/audit?alliance=shengyang&register=merchants");
        var all = await browser.OpenAsync("/registers/audit?alliance=shengyang&register=merchants&of=all");
        var further = await browser.OpenAsync(WebUtility.HtmlDecode(Regex.Match(all.Text, "/registers/audit[?][^\"]*after=[^\"]*").Value));

        Assert.That(one.Text, Does.Contain("王记面馆").And.Contain("第 24 家茶行").And.Not.Contain("家面馆"));
        Assert.That(all.Text, Does.Contain("第 24 家茶行").And.Contain("第 24 家面馆").And.Not.Contain("王记面馆"));
        Assert.That(all.Text, Does.Contain("/registers/merchants/noodles-3?alliance=qinghe"), "each leads to its own alliance");
        Assert.That(Regex.Replace(all.Text, "<[^>]+>", ""), Does.Contain("新增 商户 noodles-3"));
        Assert.That(further.Text, Does.Contain("王记面馆").And.Contain("李家茶铺").And.Not.Contain("第 24 家"));
    }

    [Test]
    public async Task Shows_a_secretariat_its_own_alliance_whatever_it_asks_for()
    {
        await AddAsync("shengyang", "wang", "王记面馆");
        await AddAsync("qinghe", "li", "李家茶铺");

        var page = await (await SignedInAsync(Secretary)).OpenAsync("/registers/audit?register=merchants&of=all");

        Assert.That(page.Text, Does.Contain("王记面馆").And.Not.Contain("李家茶铺").And.Not.Contain("全部联盟"));
    }

    async Task AddAsync(string alliance, string code, string name)
    {
        using StringContent body = new($$"""{"name":"{{name}}"}""", Encoding.UTF8, "application/json");
        var added = await Api.SendAsync(Admin, HttpMethod.Put, $"/api/alliances/{alliance}/merchants/{code}", body);
        Assert.That(added.Status, Is.EqualTo(HttpStatusCode.Created), added.Text);
    }
}
