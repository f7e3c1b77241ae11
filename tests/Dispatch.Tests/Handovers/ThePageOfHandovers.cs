using System.Text.RegularExpressions;
using Dispatch.Tests.Accounts;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Handovers;

sealed class ThePageOfHandovers : APageFixture
{
    [Test]
    public async Task Leads_to_the_notes_that_it_has_no_room_for()
    {
        for (var n = 0; n < 52; n++)
            await Api.PostAsync(UrbanManager, "/api/alliances/shengyang/handover/notes", $$"""{"text":"要紧事 {{n}}。"}""");
        var browser = await SignedInAsync(Secretary);

        var page = await browser.OpenAsync("/handover");
        var further = await browser.OpenAsync(Regex.Match(page.Text, @"/handover\?after=waiting\.[0-9]+").Value);

        Assert.That(
            page.Text, Does.Contain("要紧事 51。").And.Contain("要紧事 2。").And.Not.Contain("要紧事 1。").And.Contain("更早的"));
        Assert.That(
            further.Text, Does.Contain("要紧事 1。").And.Contain("要紧事 0。").And.Not.Contain("要紧事 2。").And.Not.Contain("更早的"));
    }
}
