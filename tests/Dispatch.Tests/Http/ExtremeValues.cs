using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dispatch.Accounts;
using Dispatch.Server;
using Dispatch.Server.Accounts;
using Dispatch.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>Dates, numbers, keys and texts as nobody should send them, at every route: it answers, never with a fault of its own.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres", Category = "postgres")]
sealed partial class ExtremeValues(string engine)
{
    const string Password = "九月的荔枝红得正好看";

    /// <summary>As they stand in an address or in a form: a sign that begins with % is a byte that is no text.</summary>
    static readonly string[] Texts =
    [
        "0000-01-01", "0001-01-01", "-0001-01-01", "-9998-01-01", "1899-12-31", "2200-01-01", "9998-12-31", "9999-12-31", "10000-01-01",
        "2026-02-30", "0001-01-01T00:00:00%2B14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.9999999Z",
        "9998-12-31T23:59", "0001-01", "9999-12", "-9998-01", "0000", "0001", "9999", "9999-Q4", "0001-Q1", "2026-W54",
        "0", "-1", "1", "2147483647", "2147483648", "-2147483648", "9223372036854775807", "99999999999999999999999999", "1e400", "-1e400",
        "NaN", "Infinity", "1.7976931348623157e308", "%D9%A1", "%EF%BC%91", "%ED%A0%80", "%FF", "%00", "%0D%0A", "%01", "%EF%BF%BF",
        "%F0%9F%98%80", "%E2%80%AE", "%27%22%3B--", "%25%5F%5C", "..%2F..%2Fetc%2Fpasswd", "true", "null", ",,,", "1,2,3,4,5,6,7",
        "0-00000000000000000000000000000000", "7fffffffffffffff-00000000000000000000000000000000",
        "2bca2875f4373fff-ffffffffffffffffffffffffffffffff", "ffffffffffffffff-0", "9999-12-31~9999999999~x",
    ];

    static readonly string Long = new('9', 5000);

    /// <summary>The same as JSON has them, with what only JSON can say.</summary>
    static readonly string[] Values =
    [
        .. Texts.Where(text => !text.StartsWith('%')).Select(text => $"\"{text.Replace("%2B", "+", StringComparison.Ordinal)}\""),
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\u0001\\uffff\"", "\"\\u202e\"", "\"100 years\"", "\"100000 working days\"",
        "\"99999999999 days\"", "\"100000 days\"", "0", "-0", "-1", "1e400", "-1e400", "1e-400", "99999999999999999999999999", "0.5",
        "2147483648", "null", "true", "[]", "[[]]", "{}", "[null]", "[\"\\ud800\"]", "[\"\\u0001\"]",
        "{\"\\ud800\":1}", "{\"zh\":\"\\ud800\"}",
        "{\"latitude\":1e400}", "{\"code\":\"\\ud800\"}",
    ];

    /// <summary>Nobody is told to come later: that would be no answer to what was asked.</summary>
    static readonly Dictionary<string, string?> Quotas = new()
    {
        ["Quotas:Filings"] = "1000000",
        ["Quotas:Remarks"] = "1000000",
        ["Quotas:Requests"] = "1000000",
    };

    ApiHost api = null!;
    Browsing browser = null!;
    readonly List<string> faults = [];

    [OneTimeSetUp]
    public async Task Starts()
    {
        api = await ApiHost.StartAsync(engine: engine, pages: true, evaluation: true, settings: Quotas);
        foreach (var person in (Caller[])[Secretary, Admin])
        {
            var word = await InvitationStore.MakeAsync(api.Database, person.Id, "test", api.Time.GetUtcNow());
            await AccountStore.BeginAsync(api.Database, word!, Passwords.Hash(Password), api.Time.GetUtcNow());
        }

        browser = new Browsing(api.Url);
        await browser.SignInAsync(Secretary.Id, Password);
    }

    [OneTimeTearDown]
    public async Task Stops()
    {
        browser.Dispose();
        await api.DisposeAsync();
    }

    [SetUp]
    public void Forget() => faults.Clear();

    [Test, Order(1)]
    public async Task Every_field_of_a_filing_can_be_anything()
    {
        JsonObject whole = JsonNode.Parse("""
            {"alliance":"shengyang","workflow":"merchant-order","category":"0110","title":"门口垃圾","text":"三天了","source":"12345",
             "externalId":"1","merchant":{"name":"林记茶行","phone":"13800001234","address":"声阳路 8 号","code":"lin-tea"},
             "location":{"latitude":25.4,"longitude":119.0,"address":"声阳路 8 号"}}
            """)!.AsObject();

        foreach (var body in Bodies(whole, ""))
            await AskAsync(CommunityWorker, HttpMethod.Post, "/api/orders", body);

        NothingFailed();
    }

    static readonly (string Step, Caller Caller, string Input)[] Steps =
    [
        ("accept", Secretary, """{"category":"0110","urgency":"normal"}"""),
        ("refuse", Secretary, """{"reason":"不属受理范围"}"""),
        ("merge", Secretary, """{"into":"SY-20261123-0001"}"""),
        ("comment", Secretary, """{"text":"请尽快","to":"merchant"}"""),
        ("attach", Secretary, """{"photos":["https://photos.example/1.jpg"]}"""),
        ("suspend", Secretary, """{"until":"2026-12-01T08:00:00+08:00","reason":"等待改造"}"""),
        ("correct", Secretary, """{"category":"0128","urgency":"urgent","reason":"看错"}"""),
        ("withdraw", CommunityWorker, """{"reason":"已好"}"""),
        ("assign", UrbanManager, """{"lead":"huanwei","support":["chengguan"]}"""),
        ("offer", UrbanManager, """{"places":2}"""),
        ("return", Cleaner, """{"reason":"不归我们"}"""),
        ("extend", Cleaner, """{"reason":"要停水","limit":"2 working days"}"""),
        ("resolve", Cleaner, """{"note":"已清","photos":["https://photos.example/2.jpg"],"reason":"口头"}"""),
        ("reassign", UrbanManager, """{"lead":"chengguan","support":[],"reason":"换"}"""),
    ];

    [TestCaseSource(nameof(Steps)), Order(2)]
    public async Task Every_input_of_a_step_can_be_anything((string Step, Caller Caller, string Input) asked)
    {
        var (step, caller, input) = asked;
        var number = "";
        foreach (var body in Bodies(JsonNode.Parse(input)!.AsObject(), ""))
        {
            if (number.Length == 0)
                number = await OrderForAsync(step);
            if (await AskAsync(caller, HttpMethod.Post, $"/api/orders/{number}/steps/{step}", body) == HttpStatusCode.OK)
                number = "";
        }

        NothingFailed();
    }

    [Test, Order(3)]
    public async Task A_settlement_by_the_end_of_time_is_refused()
    {
        var number = await OrderForAsync("return");
        api.Time.Advance(TimeSpan.FromDays(14));
        var watch = ActivatorUtilities.CreateInstance<Dispatch.Watching.Watch>(api.Services);
        while (await watch.RunOnceAsync() > 0) { }
        var input = JsonNode.Parse("""{"lead":"huanwei","by":"2026-12-20T18:00:00+08:00","note":"议定","ruling":"归环卫所"}""")!.AsObject();

        foreach (var body in Bodies(input, ""))
            await AskAsync(Secretary, HttpMethod.Post, $"/api/orders/{number}/steps/settle", body);
        NothingFailed();

        foreach (var by in (string[])["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
        {
            var settled = await api.PostAsync(
                Secretary, $"/api/orders/{number}/steps/settle", $$"""{"lead":"huanwei","by":"{{by}}","note":"议定"}""");
            Assert.That(settled.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity).Or.EqualTo(HttpStatusCode.Conflict), settled.Text);
        }
    }

    static readonly (HttpMethod Method, string Address, string Body)[] Entries =
    [
        (HttpMethod.Put, "/api/alliances/shengyang/members/neu", """{"name":{"zh":"新","en":"New"},"duties":["0110"],"type":"party"}"""),
        (HttpMethod.Put, "/api/alliances/shengyang/categories/neu",
            """{"name":{"zh":"新","en":"New"},"limits":{"normal":"1 working day","raised":"1 working day","urgent":"2 urgent hours"}}"""),
        (HttpMethod.Put, "/api/alliances/shengyang/merchants/neu", """{"name":"新店","phone":"13800000009","address":"路 1 号"}"""),
        (HttpMethod.Put, "/api/alliances/shengyang/people/neu", """{"name":"新人","roles":["community"],"member":"huanwei"}"""),
        (HttpMethod.Put, "/api/alliances/shengyang",
            """{"name":{"zh":"新","en":"New"},"prefix":"SY","kind":"regional","zone":"Asia/Shanghai","calendar":"china"}"""),
        (HttpMethod.Put, "/api/calendars/china/years/2027",
            """{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}"""),
        (HttpMethod.Post, "/api/alliances/shengyang/roster/turns",
            """{"from":"2027-03-01","until":"2027-03-31","member":"huanwei","deputy":"chengguan","inPlaceOf":"2027-03-01"}"""),
        (HttpMethod.Post, "/api/alliances/shengyang/roster/turns", """{"from":"2027-03-01","until":"2027-03-31","member":"huanwei"}"""),
        (HttpMethod.Post, "/api/alliances/shengyang/roster/swaps", """{"one":"2026-11-01","other":"2026-12-01"}"""),
        (HttpMethod.Put, "/api/alliances/shengyang/roster/rotation", """{"start":"2027-01","members":["huanwei","chengguan"]}"""),
        (HttpMethod.Post, "/api/alliances/shengyang/handover/notes", """{"text":"留意夜市"}"""),
    ];

    [TestCaseSource(nameof(Entries)), Order(4)]
    public async Task Every_field_of_a_register_can_be_anything((HttpMethod Method, string Address, string Body) asked)
    {
        foreach (var body in Bodies(JsonNode.Parse(asked.Body)!.AsObject(), ""))
            await AskAsync(Admin, asked.Method, asked.Address, body);

        NothingFailed();
    }

    [Test, Order(5)]
    public async Task Every_part_and_parameter_of_an_address_can_be_anything()
    {
        var number = await api.FileAsync("门口<垃圾>&'😀=1+1");
        foreach (var route in Routes())
        {
            var methods = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            foreach (var method in methods.Except(["HEAD"]))
                await AskAllAsync(route, new HttpMethod(method), number);
        }

        NothingFailed();
    }

    [Test, Order(6)]
    public async Task Every_parameter_and_every_field_of_a_page_can_be_anything()
    {
        var number = await api.FileAsync("门口<垃圾>&'😀=1+1");
        string[] pages =
        [
            "/work", "/orders", "/orders/new", $"/orders/{number}", "/orders/workbook", "/reports", "/reports/orders?measure=on-time",
            "/reports/members/workbook", "/reports/flow/workbook", "/meeting", "/accounts", "/accounts/lin", "/account", "/workflow",
            "/roster", "/calendar", "/handover", "/registers", "/registers/members", "/registers/members/chengguan",
            "/registers/categories/0128", "/registers/merchants/lin-tea", "/registers/people/lin", "/registers/new/members",
            "/registers/new/people", "/registers/remove/members/yinhang", "/registers/audit", "/registers/template/members/xlsx",
            "/registers/shengyang",
        ];
        foreach (var page in pages)
        {
            foreach (var parameter in PageParameters)
            {
                foreach (var text in Texts)
                    await OpenAsync($"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}={text}");
            }

            await SendFormsAsync(page);
        }

        NothingFailed();
    }

    static readonly string[] PageParameters =
    [
        "q", "from", "to", "period", "month", "turn", "year", "calendar", "alliance", "after", "take", "desk", "for", "stage", "key",
        "measure", "of", "stay", "by", "state", "weekday", "dueBefore", "overdue", "order", "then", "reason", "name", "filled", "open",
    ];

    /// <summary>Sends every form of a page, each field in turn with every text.</summary>
    async Task SendFormsAsync(string address)
    {
        var page = await browser.OpenAsync(address);
        foreach (var form in Form().Matches(page.Text).Select(form => form.Value).Take(12))
        {
            if (FormName().Match(form) is not { Success: true } named || named.Groups[1].Value is "sign-out" or "password" or "end")
                continue;
            var fields = Field().Matches(form).Select(field => field.Groups[1].Value).Distinct()
                .Where(field => field is not ("form" or "__RequestVerificationToken")).ToList();
            foreach (var field in fields)
            {
                foreach (var text in Texts.Where((_, index) => index % 3 == field.Length % 3).Append(Long))
                {
                    var typed = Uri.UnescapeDataString(text);
                    var answer = await browser.SendAsync(
                        address, named.Groups[1].Value, [.. fields.Select(other => (other, other == field ? typed : "1"))]);
                    Note($"{address} {named.Groups[1].Value}.{field}={text}", answer.Status, answer.Text);
                }
            }
        }
    }

    [Test]
    public async Task A_chunk_of_more_than_there_are_bytes_is_refused()
    {
        foreach (var size in (string[])["ffffffffffffffff", "7fffffffffffffff", "80000000", "-1", "zz"])
        {
            var answer = await SpeakAsync(
                "POST /api/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-community\r\nContent-Type: application/json\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n");
            Assert.That(answer, Does.StartWith("HTTP/1.1 4"), size);
            var form = await SpeakAsync(
                "POST /sign-in HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n");
            Assert.That(form, Does.StartWith("HTTP/1.1 4"), size);
        }
    }

    [TestCase("/openapi/v2.json")]
    [TestCase("/openapi/v1.yaml")]
    [TestCase("/openapi/%ED%A0%80.json")]
    [TestCase("/docs/%00")]
    public async Task A_description_that_does_not_exist_is_not_found(string address)
    {
        var reply = await api.GetAsync(Secretary, address);

        Assert.That((int)reply.Status, Is.InRange(400, 499), reply.Text);
    }

    async Task<string> SpeakAsync(string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(api.Url.Host, api.Url.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using StreamReader reader = new(stream);
        return await reader.ReadLineAsync() ?? "";
    }

    IEnumerable<RouteEndpoint> Routes() => api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.RoutePattern.RawText is { } text && text.TrimStart('/') is not ("live" or "broken"));

    async Task AskAllAsync(RouteEndpoint route, HttpMethod method, string number)
    {
        var parts = route.RoutePattern.Parameters.Select(part => part.Name).ToList();
        var queries = route.Metadata.OfType<QueryMetadata>().SelectMany(query => query.Names).Append("unknown").ToList();
        foreach (var part in parts)
        {
            foreach (var text in Texts.Append(Long))
                await AskAsync(Admin, method, AddressOf(route, number, part, text), method == HttpMethod.Get ? null : "{}");
        }

        if (method != HttpMethod.Get)
            return;
        foreach (var query in queries)
        {
            foreach (var text in Texts.Append(Long))
            {
                var address = $"{AddressOf(route, number, null, "")}?alliance=shengyang&{query}={text}".Replace(
                    "alliance=shengyang&alliance", "alliance", StringComparison.Ordinal);
                await AskAsync(query == "alliance" ? Admin : Secretary, method, queries.Contains("alliance")
                    ? address
                    : address.Replace("alliance=shengyang&", "", StringComparison.Ordinal));
            }
        }

        if (queries.Contains("from"))
        {
            foreach (var one in Texts)
                await AskAsync(Secretary, method, $"{AddressOf(route, number, null, "")}?from={one}&to=9999-12-31&weekday=1");
        }
    }

    static string AddressOf(RouteEndpoint route, string number, string? part, string text) => "/" + string.Join(
        '/',
        route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(piece => piece switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart named when named.Name == part => text,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart named => Usual(named.Name, number),
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        }))));

    static string Usual(string part, string number) => part switch
    {
        "number" => number,
        "code" => "shengyang",
        "step" => "comment",
        "name" => "merchant-order",
        "report" => "members",
        "year" => "2027",
        "id" => "1",
        "from" => "2026-12-01",
        "entry" => "chengguan",
        "person" => "lin",
        "register" => "members",
        "format" => "xlsx",
        "documentName" => "v1",
        _ => "x",
    };

    /// <summary>The object with each of its fields in turn replaced by each value, and with a field more of each strange name.</summary>
    static IEnumerable<string> Bodies(JsonObject whole, string path)
    {
        foreach (var (name, value) in whole.ToList())
        {
            foreach (var text in Values)
                yield return With(whole, name, text);
            if (value is JsonObject inner)
            {
                foreach (var changed in Bodies(inner, $"{path}{name}."))
                    yield return With(whole, name, changed);
            }
        }

        var all = string.Concat(whole.Select(field => $",{Name(field.Key)}:{Text(field.Value)}"));
        foreach (var name in (string[])["\\ud800", "\\u0000", "", "__proto__", "\\uffff"])
            yield return $"{{\"{name}\":1{all}}}";
    }

    static string With(JsonObject whole, string name, string value)
    {
        var fields = whole.Select(field => $"{Name(field.Key)}:{(field.Key == name ? value : Text(field.Value))}");
        return $"{{{string.Join(',', fields)}}}";
    }

    static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    static string Name(string name) => JsonSerializer.Serialize(name);

    /// <summary>An order on which a step may be taken.</summary>
    async Task<string> OrderForAsync(string step)
    {
        var number = await api.FileAsync();
        if (step is "assign" or "offer" or "return" or "extend" or "resolve" or "reassign" or "correct")
            await api.TakeAsync(Secretary, number, "accept");
        if (step is "return" or "extend" or "resolve" or "reassign")
            await api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei","support":["chengguan"]}""");
        if (step is "extend" or "resolve")
            await api.TakeAsync(Cleaner, number, "claim");
        return number;
    }

    async Task<HttpStatusCode> AskAsync(Caller caller, HttpMethod method, string address, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        var reply = await api.SendAsync(caller, method, address, content);
        Note($"{method} {address} {body}", reply.Status, reply.Text);
        return reply.Status;
    }

    async Task OpenAsync(string address)
    {
        var page = await browser.OpenAsync(address);
        Note(address, page.Status, page.Text);
    }

    /// <summary>All answers since the beginning of the test were answers.</summary>
    void NothingFailed() => Assert.That(string.Join('\n', faults.Take(40)), Is.Empty, $"{faults.Count} requests failed");

    void Note(string asked, HttpStatusCode status, string text)
    {
        if ((int)status >= 500 || status == HttpStatusCode.TooManyRequests)
            faults.Add($"{(int)status} {(asked.Length > 300 ? asked[..300] : asked)}\n{text}");
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("name=\"form\" value=\"([^\"]+)\"")]
    private static partial Regex FormName();

    [GeneratedRegex("<(?:input|textarea|select)[^>]*? name=\"([^\"]+)\"", RegexOptions.Singleline)]
    private static partial Regex Field();
}
