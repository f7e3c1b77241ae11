using System.Net;
using System.Net.Http.Headers;
using System.Text;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>Requests from strangers, by mistake or with bad intent.</summary>
sealed class UnexpectedRequests : AnApiFixture
{
    [TestCase("/api/me")]
    [TestCase("/api/orders")]
    [TestCase("/openapi/v1.json")]
    [TestCase("/docs")]
    [TestCase("/")]
    [TestCase("/no/such/route")]
    public async Task A_request_without_a_token_is_unauthorized(string address)
    {
        var reply = await Api.GetAsync(null, address);

        IsProblem(reply, HttpStatusCode.Unauthorized, "unknown-caller");
        Assert.That(reply.Headers["WWW-Authenticate"], Is.EqualTo("Bearer"));
    }

    [TestCase("Bearer")]
    [TestCase("Bearer ")]
    [TestCase("Bearer nobody")]
    [TestCase("Bearer dsp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("Bearer demo-secretariat")]
    [TestCase("Basic c3U6c3U=")]
    [TestCase("\u4ee4\u724c")]
    [TestCase("Bearer a b c")]
    public async Task A_request_with_a_false_token_is_unauthorized(string header) =>
        IsProblem(await Api.GetAsync(null, "/api/me", ("Authorization", header)), HttpStatusCode.Unauthorized, "unknown-caller");

    [Test]
    public async Task A_request_with_an_overlong_token_is_unauthorized() =>
        IsProblem(
            await Api.GetAsync(null, "/api/me", ("Authorization", "Bearer " + new string('a', 10_000))),
            HttpStatusCode.Unauthorized,
            "unknown-caller");

    [Test]
    public async Task The_request_for_a_token_is_in_the_language_of_the_reader()
    {
        var chinese = await Api.GetAsync(null, "/api/me", ("Accept-Language", "fr, *;q=0.1"));
        var english = await Api.GetAsync(null, "/api/me", ("Accept-Language", "en-US"));

        Assert.That(chinese["title"].GetString(), Does.StartWith("请出示有效的令牌"));
        Assert.That(english["title"].GetString(), Does.StartWith("Show a valid token"));
    }

    [Test]
    public async Task A_malformed_language_header_is_ignored() =>
        IsProblem(await Api.GetAsync(null, "/api/me", ("Accept-Language", ";;;q=x,\"")), HttpStatusCode.Unauthorized, "unknown-caller");

    [Test]
    public async Task An_unknown_address_is_not_found() =>
        IsProblem(await Api.GetAsync(Cleaner, "/api/nothing"), HttpStatusCode.NotFound, "no-such-route");

    [Test]
    public async Task A_method_that_a_route_does_not_have_is_refused() =>
        IsProblem(await Api.SendAsync(Cleaner, HttpMethod.Delete, "/api/orders"), HttpStatusCode.MethodNotAllowed, "wrong-method");

    [Test]
    public async Task An_internal_error_reveals_nothing()
    {
        var reply = await Api.GetAsync(Cleaner, "/broken");

        IsProblem(reply, HttpStatusCode.InternalServerError, "failed");
        Assert.That(reply.Text, Does.Not.Contain("secret"));
    }

    [TestCase("{")]
    [TestCase("nonsense")]
    [TestCase("""{"title":"a","title":"b"}""")]
    [TestCase("""{"title":"a"} {"title":"b"}""")]
    public async Task A_body_that_is_not_JSON_is_refused(string body) =>
        IsProblem(await Api.PostAsync(CommunityWorker, "/api/orders", body), HttpStatusCode.BadRequest, "malformed-json");

    [Test]
    public async Task JSON_that_is_nested_too_deep_is_refused() =>
        IsProblem(
            await Api.PostAsync(CommunityWorker, "/api/orders", $$"""{"title":{{new string('[', 50_000)}}{{new string(']', 50_000)}}}"""),
            HttpStatusCode.BadRequest, "malformed-json");

    [Test]
    public async Task Invalid_UTF_8_is_not_a_text()
    {
        using ByteArrayContent body = new([.. "{\"title\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        IsFault(await Api.SendAsync(CommunityWorker, HttpMethod.Post, "/api/orders", body), "title", "not-a-text");
    }

    [TestCase("/api/orders", "text/plain")]
    [TestCase("/api/orders", "application/x-www-form-urlencoded")]
    [TestCase("/api/orders/SY-20261123-0001/steps/accept", "text/plain")]
    [TestCase("/api/orders/SY-20261123-0001/steps/accept", null)]
    public async Task A_body_of_another_content_type_is_refused(string address, string? type)
    {
        using ByteArrayContent body = new("{}"u8.ToArray());
        body.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);

        IsProblem(
            await Api.SendAsync(CommunityWorker, HttpMethod.Post, address, body),
            HttpStatusCode.UnsupportedMediaType,
            "wrong-content-type");
    }

    [TestCase("/api/orders", false)]
    [TestCase("/api/orders/SY-20261123-0001/steps/accept", false)]
    [TestCase("/api/orders", true)]
    public async Task A_body_of_more_than_256_KiB_is_refused(string address, bool inChunks)
    {
        using var body = new StringContent($$"""{"title":"{{new string('x', 256 * 1024)}}"}""", Encoding.UTF8, "application/json");
        if (inChunks)
            body.Headers.ContentLength = null;
        using HttpContent sent = inChunks ? new Chunks(body) : body;

        IsProblem(
            await Api.SendAsync(CommunityWorker, HttpMethod.Post, address, sent), HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [TestCase("/api/orders/%27%3B%20drop%20table%20orders%3B--")]
    [TestCase("/api/orders/%01")]
    public async Task A_strange_order_number_is_not_found(string address) =>
        IsProblem(await Api.GetAsync(Cleaner, address), HttpStatusCode.NotFound, "no-such-order");

    [Test]
    public async Task An_overlong_order_number_is_not_found() =>
        IsProblem(await Api.GetAsync(Cleaner, $"/api/orders/{new string('9', 5000)}"), HttpStatusCode.NotFound, "no-such-order");

    /// <summary>A body without a Content-Length.</summary>
    sealed class Chunks : HttpContent
    {
        readonly HttpContent inner;

        public Chunks(HttpContent inner)
        {
            this.inner = inner;
            Headers.ContentType = inner.Headers.ContentType;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => inner.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
