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
    public void That_were_told_before_a_page_listened_are_told_to_it_from_its_position_on()
    {
        steps.Tell(new LiveStep("shengyang", Number, 1));
        var position = steps.Position;
        steps.Tell(new LiveStep("shengyang", Number, 2));
        steps.Tell(new LiveStep("qinghe", "QH-20261123-0001", 1));
        steps.TellOf("shengyang", "chair");

        using var page = steps.Listen(step => step.Alliance == "shengyang", position);
        using var later = steps.Listen(_ => true, steps.Position);

        Assert.That(page.Take(), Is.EquivalentTo((string[])[Number, "chair"]));
        Assert.That(later.Take(), Is.Empty);
    }

    [Test]
    public void That_may_have_been_missed_before_a_page_listened_are_told_as_everything()
    {
        var position = steps.Position;
        steps.TellAll();

        using var page = steps.Listen(_ => true, position);

        Assert.That(page.Take(), Is.Null);
    }

    [TestCase("", TestName = "Since_a_position_that_no_page_has_are_everything")]
    [TestCase("0a1b2c3d-7", TestName = "Since_a_position_of_another_server_are_everything")]
    [TestCase("0a1b2c3d-9223372036854775808", TestName = "Since_a_position_beyond_all_numbers_are_everything")]
    public void Since_a_position(string position)
    {
        using var page = steps.Listen(_ => true, position);

        Assert.That(page.Take(), Is.Null);
    }

    [Test]
    public void Since_a_position_too_far_back_are_everything()
    {
        var position = steps.Position;
        for (var count = 0; count < LiveSteps.MostKept; count++)
            steps.Tell(new LiveStep("shengyang", Number, count + 1));
        using (var page = steps.Listen(_ => true, position))
            Assert.That(page.Take(), Is.EquivalentTo((string[])[Number]));

        steps.Tell(new LiveStep("shengyang", Number, LiveSteps.MostKept + 1));

        using var behind = steps.Listen(_ => true, position);
        Assert.That(behind.Take(), Is.Null);
    }

    [Test]
    public void Ahead_of_a_position_that_was_not_reached_are_everything()
    {
        using var page = steps.Listen(_ => true, $"{steps.Position}0".Replace("-0", "-1", StringComparison.Ordinal));

        Assert.That(page.Take(), Is.Null);
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
