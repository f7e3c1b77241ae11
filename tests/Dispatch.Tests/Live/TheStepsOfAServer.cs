using Dispatch.Server.Live;

namespace Dispatch.Tests.Live;

public sealed class TheStepsOfAServer
{
    const string Number = "SY-20261123-0001";

    LiveSteps steps = null!;

    [SetUp]
    public void Start() => steps = new LiveSteps();

    [Test]
    public async Task Are_told_once_though_the_desk_and_the_bus_tell_them()
    {
        using var page = steps.Listen(step => step.Alliance == "shengyang");

        steps.Tell(new LiveStep("shengyang", Number, 3));
        await page.WaitAsync(CancellationToken.None);
        Assert.That(page.Take(), Is.EquivalentTo((string[])[Number]));

        steps.Tell(new LiveStep("shengyang", Number, 3));
        steps.Tell(new LiveStep("shengyang", Number, 2));
        Assert.That(page.Take(), Is.Empty);

        steps.Tell(new LiveStep("shengyang", Number, 4));
        Assert.That(page.Take(), Is.EquivalentTo((string[])[Number]));
    }

    [Test]
    public void Of_another_alliance_are_not_told()
    {
        using var page = steps.Listen(step => step.Alliance == "qinghe");
        using var all = steps.Listen(_ => true);

        steps.Tell(new LiveStep("shengyang", Number, 1));

        Assert.That(page.Take(), Is.Empty);
        Assert.That(all.Take(), Is.EquivalentTo((string[])[Number]));
    }

    [Test]
    public void That_are_too_many_to_name_are_told_as_everything()
    {
        using var page = steps.Listen(step => step.Alliance == "shengyang");

        for (var count = 0; count <= LiveSubscription.MostNamed; count++)
            steps.Tell(new LiveStep("shengyang", $"SY-20261123-{count:0000}", 1));

        Assert.That(page.Take(), Is.Null);
        Assert.That(page.Take(), Is.Empty, "they were taken");
    }
}
