using Dispatch.Server.Orders;
using Dispatch.Server.Pages;
using Dispatch.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dispatch.Tests.Pages;

public sealed class AStepForm
{
    [Test]
    public void Fields_become_the_input_and_what_is_empty_is_not_given()
    {
        var input = StepForm.InputOf(
            Form(
                ("form", "step"), ("number", "SY-1"), ("step", "assign"), ("version", "3"), ("key", "k"), ("__RequestVerificationToken", "t"),
                ("lead", "huanwei"), ("reason", "  ")),
            Situations.Shengyang);

        Assert.That(input.GetRawText(), Is.EqualTo("""{"lead":"huanwei"}"""));
    }

    [Test]
    public void Lists_numbers_groups_and_local_times_become_what_the_step_reads()
    {
        var input = StepForm.InputOf(
            new FormCollection(new Dictionary<string, StringValues>
            {
                ["support"] = new(["wuye", "shanghui"]),
                ["rating"] = "5",
                ["merchant.name"] = "林记茶行",
                ["merchant.phone"] = "13800001234",
                ["until"] = "2026-11-26T09:30",
            }),
            Situations.Shengyang);

        Assert.That(input.GetProperty("support").EnumerateArray().Select(item => item.GetString()), Is.EqualTo((string[])["wuye", "shanghui"]));
        Assert.That(input.GetProperty("rating").GetInt32(), Is.EqualTo(5));
        Assert.That(input.GetProperty("merchant").GetProperty("phone").GetString(), Is.EqualTo("13800001234"));
        Assert.That(input.GetProperty("until").GetString(), Is.EqualTo("2026-11-26T01:30:00Z"));
    }

    [TestCase("/work?desk=chair", "/work?desk=chair")]
    [TestCase("/", "/")]
    [TestCase("//elsewhere.example", "/home")]
    [TestCase("/\\elsewhere.example", "/home")]
    [TestCase("https://elsewhere.example", "/home")]
    [TestCase("/a\r\nSet-Cookie: x=y", "/home")]
    [TestCase("", "/home")]
    [TestCase(null, "/home")]
    public void Only_an_address_of_this_server_is_gone_on_to(string? given, string goesTo) =>
        Assert.That(PageForms.LocalOr(given, "/home"), Is.EqualTo(goesTo));

    static FormCollection Form(params (string Name, string Value)[] fields) =>
        new(fields.ToDictionary(field => field.Name, field => new StringValues(field.Value)));
}
