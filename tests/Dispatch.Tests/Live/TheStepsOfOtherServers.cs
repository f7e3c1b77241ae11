using Dispatch.Orders;
using Dispatch.Server.Live;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Tests.Live;

[TestFixture("sqlite")]
[TestFixture("postgres", Category = "postgres")]
public sealed class TheStepsOfOtherServers(string engine)
{
    readonly List<LiveStep> told = [];
    Office office = null!;
    ForeignSteps foreign = null!;

    /// <summary>A server on which somebody listens to everything.</summary>
    [SetUp]
    public async Task Opens()
    {
        told.Clear();
        office = await Office.OpenAsync(engine);
        LiveSteps steps = new();
        steps.Listen(step =>
        {
            told.Add(step);
            return true;
        });
        foreign = new ForeignSteps(steps, office.Database, office.Workflows, NullLogger<ForeignSteps>.Instance);
    }

    [TearDown]
    public async Task Closes() => await office.DisposeAsync();

    [Test]
    public async Task Are_told_with_whoever_has_a_part_in_the_order()
    {
        var filed = await office.FilesAsync("夜间喇叭");
        await office.TakesAsync(office.Secretariat, filed, "accept");
        var order = await office.TakesAsync(office.Chair, filed, "assign", new { lead = "chengguan", support = (string[])["huanwei"] });

        await foreign.TellAsync([AsPublished(order, "accepted"), AsPublished(order, "accepted")], CancellationToken.None);

        Assert.That(told.Select(step => (step.Number, step.Version)), Is.EqualTo(((string, int)[])[(order.Number, order.Version)]));
        Assert.That(told[0].Audience!.Members, Is.EquivalentTo((string[])["chengguan", "huanwei"]));
    }

    [Test]
    public async Task Are_told_to_everybody_when_their_workflow_is_not_known_here()
    {
        await foreign.TellAsync(
            [new ForeignStep("shengyang", "SY-20261123-0001", 1, "of-a-later-version", 9, null, "somewhere")], CancellationToken.None);

        Assert.That(told.Select(step => (step.Number, step.Audience)), Is.EqualTo(((string, Audience?)[])[("SY-20261123-0001", null)]));
    }

    static ForeignStep AsPublished(Order order, string from) =>
        new(order.Alliance, order.Number, order.Version, order.Workflow, order.WorkflowVersion, from, order.Stage);
}
