using System.Net;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Http;

/// <summary>Assertions about answers.</summary>
static class Answers
{
    /// <summary>The answer is a problem with this status and code, and reveals nothing internal.</summary>
    public static void IsProblem(Reply reply, HttpStatusCode status, string code)
    {
        Assert.That((reply.Status, reply.Code), Is.EqualTo((status, code)), reply.Text);
        Assert.That(reply.Headers["Content-Type"], Does.StartWith("application/problem+json"));
        Assert.That(reply["status"].GetInt32(), Is.EqualTo((int)status));
        Assert.That(reply["type"].GetString(), Is.EqualTo($"urn:dispatch:problem:{code}"));
        Assert.That(reply["title"].GetString(), Is.Not.Empty.And.Not.EqualTo(code));
        Assert.That(reply.Text, Does.Not.Contain("Exception").And.Not.Contain(" at "));
    }

    public static void IsFault(Reply reply, string field, string fault)
    {
        IsProblem(reply, HttpStatusCode.UnprocessableEntity, "bad-input");
        Assert.That(reply["errors"].TryGetProperty(field, out var error), reply.Text);
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo(fault));
        Assert.That(error.GetProperty("sentence").GetString(), Is.Not.Empty.And.Not.EqualTo(fault));
    }
}
