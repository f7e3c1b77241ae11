using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Server.Demo;
using Dispatch.Tests.Alliances;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Demo;

public sealed class TheDemoOrders
{
    [Test]
    public void Are_read_without_a_fault()
    {
        var reading = DemoOrders.Read(Files.Demo("orders.yaml"));

        Assert.That(reading.Faults, Is.Empty);
        Assert.That(reading.Orders, Has.Count.AtLeast(12));
    }

    [Test]
    public void Speak_of_callers_categories_and_members_that_exist()
    {
        var alliance = AllianceFile.Read(Files.Demo("shuiyuncheng.yaml"), Situations.Calendars, 2026, 2026).Definition!.Alliance;
        var callers = DemoCallers.Of(alliance);
        var orders = DemoOrders.Read(Files.Demo("orders.yaml")).Orders;
        var steps = orders.SelectMany(order => order.Steps).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(orders.Select(order => order.Caller).Concat(steps.Select(step => step.Caller)).Distinct(),
                Is.SubsetOf(callers.Keys));
            Assert.That(orders.Select(order => $"{order.Filing.GetProperty("category")}").Distinct(),
                Is.SubsetOf(alliance.Categories.Keys));
            Assert.That(steps.SelectMany(AssignedTo).Distinct(), Is.SubsetOf(alliance.Members.Keys));
        }
    }

    static IEnumerable<string> AssignedTo(DemoStep step)
    {
        if (step is not { Name: "assign", Input: { } input })
            return [];
        var support = input.TryGetProperty("support", out var members) ? members.EnumerateArray().ToList() : [];
        return support.Append(input.GetProperty("lead")).Select(member => $"{member}");
    }

    [Test]
    public void Keep_codes_as_text_and_numbers_as_numbers()
    {
        var order = DemoOrders.Parse("orders.yaml", """
            - key: noise
              by: demo-community
              file: { category: 0128, title: 商业噪音, location: { latitude: 25.5, longitude: 119 } }
              steps:
                - { by: demo-chair, step: offer, input: { places: 3 } }
            """).Orders.Single();

        var location = new { latitude = 25.5, longitude = 119 };
        var filing = JsonSerializer.SerializeToElement(new { category = "0128", title = "商业噪音", location });
        Assert.That(JsonElement.DeepEquals(order.Filing, filing), Is.True);
        Assert.That(order.Steps.Single().Input!.Value.GetProperty("places").GetInt32(), Is.EqualTo(3));
    }

    [Test]
    public void Are_merged_into_earlier_ones_by_their_index()
    {
        var orders = DemoOrders.Read(Files.Demo("orders.yaml")).Orders;

        var merges = orders.SelectMany(order => order.Steps).Where(step => step.Name == "merge");

        Assert.That(merges.Select(merge => orders[merge.Into!.Value].Key), Is.Not.Empty.And.All.EqualTo("bins-overflowing"));
    }

    [TestCase("step: accept, input: { urgncy: normal }", "'urgncy' of the step accept: unknown-field")]
    [TestCase("step: merge, into: nowhere", "no earlier order 'nowhere'")]
    [TestCase("step: accept, into: noise", "'into' is for the step merge")]
    [TestCase("step: file", "not a step that an order can take")]
    public void Are_refused_with_the_line(string step, string sentence)
    {
        var reading = DemoOrders.Parse("orders.yaml", $$"""
            - key: noise
              by: demo-community
              file: { category: "0128", title: 商业噪音 }
              steps:
                - { by: demo-secretariat, {{step}} }
            """);

        Assert.That(reading.Orders, Is.Empty);
        Assert.That(reading.Faults.Select(fault => fault.ToString()), Has.Some.StartsWith("orders.yaml:5: ").And.Some.Contains(sentence));
    }
}
