using Dispatch.Orders;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>What databases hold already, whatever the properties are called.</summary>
public sealed class TheStateOfAnOrder
{
    [Test]
    public void Is_stored_under_the_names_of_the_first_release()
    {
        var journey = Journey.AssignedWithSupport().Takes(Cleaner, "claim");

        Assert.That(OrderColumns.StateText(journey.Order.State), Is.EqualTo(
            """
            {"assignments":[{"member":"chengguan","part":"support","state":"assigned"},
            {"member":"paichusuo","part":"support","state":"assigned"},
            {"member":"huanwei","part":"lead","state":"claimed"}],
            "moves":{"file":1,"accept":1,"assign":1,"claim":1},"places":1,"urgency":"normal","settled":false}
            """.ReplaceLineEndings("")));
    }
}
