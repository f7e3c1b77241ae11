using System.Net;
using Dispatch.Language;
using Dispatch.Server;
using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Configuration;
using static Dispatch.Tests.Http.Answers;

namespace Dispatch.Tests.Http;

/// <summary>Where it is configured, links are built from it, and what comes under another name is refused.</summary>
sealed class ThePublicAddress : APageFixture
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["PublicAddress"] = "https://dispatch.example.cn/",
        ["AllowedHosts"] = "inner.example.cn;*.office.cn",
    };

    [Test]
    public async Task Stands_in_the_links_that_people_are_given()
    {
        var secretary = await SignedInAsync(Situations.Secretary);
        await secretary.SendAsync("/accounts/he", "invite");

        Assert.That((await secretary.OpenAsync("/accounts/he")).Text, Does.Contain("https://dispatch.example.cn/welcome/dwl_"));
        var feed = await Api.PostAsync(Situations.Secretary, "/api/me/feed");
        Assert.That(feed["deadlines"].GetString(), Does.StartWith("https://dispatch.example.cn/feeds/cal_"));
        await Api.FileAsync();
        var calendar = await Api.GetAsync(null, new Uri(feed["deadlines"].GetString()!).AbsolutePath);
        Assert.That(calendar.Text, Does.Contain("https://dispatch.example.cn/api/orders/"));
        Assert.That(calendar.Headers["Cache-Control"], Does.Contain("no-store"));
    }

    [TestCase("dispatch.example.cn", true)]
    [TestCase("DISPATCH.example.cn:8443", true)]
    [TestCase("inner.example.cn", true)]
    [TestCase("a.office.cn", true)]
    [TestCase("localhost:5080", true)]
    [TestCase("evil.example", false)]
    [TestCase("dispatch.example.cn.evil.example", false)]
    [TestCase("office.cn.evil.example", false)]
    [TestCase("203.0.113.7", false)]
    public async Task Is_the_name_under_which_requests_are_answered(string host, bool answered)
    {
        foreach (var address in (string[])["/api/me", "/healthz", "/sign-in"])
        {
            var reply = await Api.GetAsync(Situations.Secretary, address, ("Host", host));
            if (answered)
                Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK), $"{address} {reply.Text}");
            else
                IsProblem(reply, HttpStatusCode.BadRequest, "wrong-host");
        }
    }

    [TestCase("dispatch.example.cn")]
    [TestCase("ftp://dispatch.example.cn")]
    [TestCase("https://user@dispatch.example.cn")]
    [TestCase("https://dispatch.example.cn/?a=1")]
    public void Is_refused_where_people_cannot_go_there(string text)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["PublicAddress"] = text }).Build();

        Assert.That(() => PublicAddress.Read(configuration), Throws.TypeOf<UserErrorException>());
    }
}
