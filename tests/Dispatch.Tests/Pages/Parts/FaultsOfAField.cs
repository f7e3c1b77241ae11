using Bunit;
using Dispatch.Orders;
using Dispatch.Server.Pages;
using Microsoft.AspNetCore.Http;

namespace Dispatch.Tests.Pages.Parts;

sealed class FaultsOfAField : APartFixture
{
    static readonly Refusal Refused = new(Refusal.BadInput, [], new Dictionary<string, string>
    {
        ["title"] = "required",
        ["merchant.phone"] = "longer-than-40",
        ["merchant.name"] = "required",
        ["merchants"] = "required",
    });

    [TestCase("title", "zh-CN", "必填。")]
    [TestCase("text", "zh-CN", "")]
    [TestCase("merchant", "en", "Telephone: This may have 40 characters at most.|Name: This is required.")]
    [TestCase("merchant", "zh-CN", "电话：最多 40 个字符。|名称：必填。", Description = "each of a group, and none of a name that begins the same")]
    public async Task Stand_at_the_field_that_they_are_about(string field, string language, string sentences)
    {
        (await ReadsAsync(Office.Community, language)).Fault = new FormFault("file", Refused, FormCollection.Empty);

        var faults = Part<Fault>(part => part.Add(fault => fault.Field, field)).FindAll(".fault");

        Assert.That(string.Join('|', faults.Select(fault => fault.TextContent)), Is.EqualTo(sentences));
    }

    [Test]
    public async Task Are_none_where_no_form_was_sent()
    {
        await ReadsAsync(Office.Community);

        Assert.That(Part<Fault>(part => part.Add(fault => fault.Field, "title")).FindAll(".fault"), Is.Empty);
    }
}
