using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>Bodies as programs send them: compressed, with a mark of their byte order, in another charset, with a key twice.</summary>
sealed class BodiesOverHttp : AnApiFixture
{
    const string Filing = """{"category":"0110","title":"门口垃圾未清"}""";

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    public async Task Are_read_where_they_are_compressed(string encoding)
    {
        using var body = Compressed(encoding, Filing);

        var reply = await Api.SendAsync(CommunityWorker, HttpMethod.Post, "/api/orders", body);

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Created), reply.Text);
        Assert.That(reply["title"].GetString(), Is.EqualTo("门口垃圾未清"));
    }

    [Test]
    public async Task Are_no_longer_than_allowed_once_they_are_decompressed()
    {
        using var body = Compressed("gzip", $$"""{"category":"0110","title":"{{new string(' ', 10_000_000)}}"}""");

        IsProblem(
            await Api.SendAsync(CommunityWorker, HttpMethod.Post, "/api/orders", body),
            HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Test]
    public async Task Are_refused_in_an_encoding_that_is_not_read()
    {
        using var body = Plain(Encoding.UTF8.GetBytes(Filing));
        body.Headers.ContentEncoding.Add("zstd");

        var reply = await Api.SendAsync(CommunityWorker, HttpMethod.Post, "/api/orders", body);

        IsProblem(reply, HttpStatusCode.UnsupportedMediaType, "wrong-content-encoding");
        Assert.That(reply.Headers["Accept-Encoding"], Does.Contain("gzip"));
    }

    [Test]
    public async Task Are_refused_where_they_are_not_compressed_as_they_say()
    {
        using var body = Plain(Encoding.UTF8.GetBytes(Filing));
        body.Headers.ContentEncoding.Add("gzip");

        IsProblem(await Api.SendAsync(CommunityWorker, HttpMethod.Post, "/api/orders", body), HttpStatusCode.BadRequest, "bad-request");
    }

    [TestCase("gzip")]
    [TestCase("br")]
    [TestCase("deflate")]
    public async Task Are_refused_where_their_end_is_missing_and_nothing_is_done_with_the_rest(string encoding)
    {
        var number = await Api.FileAsync();
        using var whole = Compressed(encoding, """{"urgency":"urgent"}""");
        var bytes = await whole.ReadAsByteArrayAsync();
        for (var length = 1; length < bytes.Length; length++)
        {
            // What is left may be empty, as the body of a step that needs no input may be.
            using var cut = Plain(bytes[..length]);
            cut.Headers.ContentEncoding.Add(encoding);

            var reply = await Api.SendAsync(Secretary, HttpMethod.Post, $"/api/orders/{number}/steps/accept", cut);

            Assert.That((reply.Status, reply.Code), Is.EqualTo((HttpStatusCode.BadRequest, "bad-request")), $"{length} of {bytes.Length}");
        }

        Assert.That((await Api.GetAsync(Secretary, $"/api/orders/{number}"))["stage"].GetString(), Is.EqualTo("filed"));
    }

    [Test]
    public async Task Are_read_with_a_byte_order_mark()
    {
        using var body = Plain([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Filing)]);

        var reply = await Api.SendAsync(CommunityWorker, HttpMethod.Post, "/api/orders", body);

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Created), reply.Text);
    }

    [TestCase("gbk")]
    [TestCase("utf-16")]
    public async Task Are_refused_in_another_charset(string charset)
    {
        using var body = Plain(Encoding.Unicode.GetBytes(Filing));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json", charset);

        IsProblem(
            await Api.SendAsync(CommunityWorker, HttpMethod.Post, "/api/orders", body),
            HttpStatusCode.UnsupportedMediaType, "wrong-content-type");
    }

    [TestCase("""{"category":"0110","title":"a","title":"b"}""", "title")]
    [TestCase("""{"category":"0110","title":"a","merchant":{"name":"a","name":"b"}}""", "merchant.name")]
    [TestCase("""{"category":"0110","title":"a","t\u0069tle":"b"}""", "title")]
    public async Task Name_the_key_that_stands_there_twice(string body, string key)
    {
        var reply = await Api.PostAsync(CommunityWorker, "/api/orders", body, ("Accept-Language", "en"));

        IsProblem(reply, HttpStatusCode.BadRequest, "malformed-json");
        Assert.That(reply.Texts("names"), Is.EqualTo((string[])[key]));
        Assert.That(reply["title"].GetString(), Is.EqualTo($"The field {key} is there twice."));
    }

    static ByteArrayContent Plain(byte[] bytes)
    {
        ByteArrayContent content = new(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    static ByteArrayContent Compressed(string encoding, string text)
    {
        using MemoryStream bytes = new();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(bytes, CompressionLevel.Fastest, leaveOpen: true),
        })
            stream.Write(Encoding.UTF8.GetBytes(text));
        var content = Plain(bytes.ToArray());
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }
}
