using System.Net;
using System.Text.RegularExpressions;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>OpenAPI and its page, in the evaluation set-up.</summary>
sealed class TheDescription
{
    ApiHost api = null!;

    [OneTimeSetUp]
    public async Task Starts() => api = await ApiHost.StartAsync(evaluation: true);

    [OneTimeTearDown]
    public async Task Stops() => await api.DisposeAsync();

    [Test]
    public async Task The_API_description_lists_every_route_with_its_answers()
    {
        var document = await api.GetAsync(null, "/openapi/v1.json");

        Assert.That(document.Status, Is.EqualTo(HttpStatusCode.OK), document.Text);
        Assert.That(document["openapi"].GetString(), Does.StartWith("3."));
        var routes = document["paths"].EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        Assert.That(routes, Is.SupersetOf((string[])
        [
            "POST /api/orders", "GET /api/orders", "GET /api/orders/{number}", "POST /api/orders/{number}/steps/{step}", "GET /api/work",
            "GET /api/alliances", "GET /api/alliances/{code}", "GET /api/alliances/{code}/members", "GET /api/alliances/{code}/roster",
            "GET /api/workflows", "GET /api/workflows/{name}", "GET /api/me",
            "POST /api/me/feed", "GET /api/me/feed", "DELETE /api/me/feed",
            "GET /feeds/{secret}/deadlines.ics", "GET /feeds/{secret}/roster.ics", "GET /healthz", "GET /readyz",
        ]));
        var take = document["paths"].GetProperty("/api/orders/{number}/steps/{step}").GetProperty("post");
        Assert.That(take.GetProperty("summary").GetString(), Is.Not.Empty);
        Assert.That(take.GetProperty("responses").EnumerateObject().Select(response => response.Name),
            Is.SupersetOf((string[])["200", "400", "401", "403", "404", "409", "412", "422", "503"]));
        Assert.That(
            take.GetProperty("responses").GetProperty("412").GetProperty("content").TryGetProperty("application/problem+json", out _));
        Assert.That(take.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()),
            Is.EquivalentTo((string[])["number", "step", "Idempotency-Key", "If-Match"]));
        Assert.That(take.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
    }

    [Test]
    public async Task The_API_description_says_which_fields_are_required()
    {
        var order = (await api.GetAsync(null, "/openapi/v1.json"))["components"].GetProperty("schemas").GetProperty("OrderView");

        var required = order.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ToList();
        Assert.That(required, Does.Contain("filedAt").And.Not.Contain("due"));
        Assert.That(order.GetProperty("properties").GetProperty("filedAt").GetProperty("type").GetString(), Is.EqualTo("string"));
        Assert.That(order.GetProperty("properties").GetProperty("due").GetProperty("type").ToString(), Does.Contain("string"));
        var problem = (await api.GetAsync(null, "/openapi/v1.json"))["components"].GetProperty("schemas").GetProperty("Problem");
        Assert.That(
            problem.GetProperty("required").EnumerateArray().Select(name => name.GetString()),
            Is.EquivalentTo((string[])["type", "title", "status", "code"]));
    }

    [Test]
    public async Task The_API_description_says_which_routes_need_a_token()
    {
        var document = await api.GetAsync(null, "/openapi/v1.json");

        var scheme = document["components"].GetProperty("securitySchemes").GetProperty("Bearer");
        Assert.That((scheme.GetProperty("type").GetString(), scheme.GetProperty("scheme").GetString()), Is.EqualTo(("http", "bearer")));
        var me = document["paths"].GetProperty("/api/me").GetProperty("get");
        Assert.That(me.GetProperty("security")[0].TryGetProperty("Bearer", out _), me.ToString());
        Assert.That(document["paths"].GetProperty("/healthz").GetProperty("get").TryGetProperty("security", out _), Is.False);
        Assert.That(
            document["paths"].GetProperty("/feeds/{secret}/roster.ics").GetProperty("get").TryGetProperty("security", out _), Is.False);
    }

    [Test]
    public async Task The_API_description_offers_keys_only_where_answers_are_kept()
    {
        var paths = (await api.GetAsync(null, "/openapi/v1.json"))["paths"];

        Assert.That(paths.GetProperty("/api/orders").GetProperty("post").ToString(), Does.Contain("Idempotency-Key"));
        Assert.That(paths.GetProperty("/api/me/feed").GetProperty("post").ToString(), Does.Not.Contain("Idempotency-Key"));
    }

    [Test]
    public async Task The_documentation_page_refers_to_no_other_host()
    {
        var page = await api.GetAsync(null, "/docs/");

        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(page.Headers["Content-Type"], Does.StartWith("text/html"));
        Assert.That(Regex.Matches(page.Text, @"(src|href)\s*=\s*""(https?:)?//[^""]*"""), Is.Empty, page.Text);
        foreach (Match script in Regex.Matches(page.Text, @"src=""([^""]+)"""))
            Assert.That((await api.GetAsync(null, $"/docs/{script.Groups[1].Value}")).Status, Is.EqualTo(HttpStatusCode.OK), script.Value);
        Assert.That(page.Text, Does.Not.Contain("https://").And.Not.Contain("http://"), page.Text);
    }

    [Test]
    public async Task Demo_callers_are_known_by_their_tokens()
    {
        var chair = await api.GetAsync(null, "/api/me", ("Authorization", "Bearer demo-chair"));
        var nobody = await api.GetAsync(null, "/api/me", ("Authorization", "Bearer demo-nobody"));
        var known = await api.GetAsync(Secretary, "/api/me");

        Assert.That(chair["member"].GetString(), Is.EqualTo("chengguan"), chair.Text);
        Assert.That(chair.Texts("desks"), Does.Contain("chair"));
        Assert.That(nobody.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(known.Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_demo_caller_cannot_have_a_feed()
    {
        var made = await api.PostAsync(null, "/api/me/feed", null, ("Authorization", "Bearer demo-chair"));

        Answers.IsProblem(made, HttpStatusCode.Conflict, "not-on-file");
    }

    [Test]
    public async Task A_demo_caller_sees_the_work_of_their_member()
    {
        var filed = await api.FileAsync();
        await api.TakeAsync(Secretary, filed, "accept");

        var work = await api.GetAsync(null, "/api/work", ("Authorization", "Bearer demo-chair"));

        Assert.That(work.Numbers, Does.Contain(filed));
    }
}
