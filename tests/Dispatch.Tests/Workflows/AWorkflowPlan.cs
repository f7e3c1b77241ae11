using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Workflows;

/// <summary>The picture of a workflow: nothing in it overlaps, and each line leads from its stage to its stage.</summary>
public sealed class AWorkflowPlan
{
    static IEnumerable<TestCaseData<Workflow>> Workflows =>
    [
        new(Situations.MerchantOrder) { TestName = "{m}(merchant-order)" },
        new(Situations.VolunteerPost) { TestName = "{m}(volunteer-post)" },
        .. Enumerable.Range(1, 60).Select(seed => new TestCaseData<Workflow>(Any(new Random(seed))) { TestName = $"{{m}}({seed})" }),
    ];

    [TestCaseSource(nameof(Workflows))]
    public void Shows_every_stage_once_and_none_over_another(Workflow workflow)
    {
        foreach (var plan in Both(workflow))
        {
            Assert.That(plan.Stages.Select(planned => planned.Stage), Is.EquivalentTo(workflow.Stages));
            foreach (var (index, stage) in plan.Stages.Index())
            {
                Assert.That((stage.X >= 0, stage.Y >= 0, stage.Right <= plan.Width, stage.Bottom <= plan.Height),
                    Is.EqualTo((true, true, true, true)), stage.Stage.Name);
                foreach (var other in plan.Stages.Skip(index + 1))
                    Assert.That(AreApart(stage, other), $"{stage.Stage.Name} and {other.Stage.Name}");
            }
        }
    }

    [TestCaseSource(nameof(Workflows))]
    public void Leads_each_step_from_its_stage_to_its_stage_and_through_no_other(Workflow workflow)
    {
        foreach (var plan in Both(workflow))
        {
            foreach (var arrow in plan.Arrows)
            {
                foreach (var (line, from) in arrow.Lines.Zip(arrow.From.DefaultIfEmpty()))
                {
                    var name = $"{from} {string.Join(' ', arrow.Steps)} {arrow.To}";
                    Assert.That(IsOnEdge(line[^1], Stage(plan, arrow.To)), $"{name} arrives");
                    Assert.That(from is null || IsOnEdge(line[0], Stage(plan, from)), $"{name} leaves");
                    foreach (var (start, end) in line.Zip(line.Skip(1)))
                    {
                        Assert.That(start.X == end.X || start.Y == end.Y, $"{name} has right angles only");
                        Assert.That(
                            plan.Stages.Where(stage => RunsThrough(start, end, stage)).Select(stage => stage.Stage.Name), Is.Empty, name);
                        Assert.That(Math.Min(start.Y, end.Y) >= 0 && Math.Max(start.X, end.X) <= plan.Width, $"{name} is in the picture");
                    }
                }
            }
        }
    }

    [TestCaseSource(nameof(Workflows))]
    public void Has_an_arrow_for_every_step_that_a_stage_allows_of_its_own(Workflow workflow)
    {
        var steps = workflow.Stages.SelectMany(stage => stage.Steps.Values.Where(rule => rule.To is not null)
            .Select(rule => $"{stage.Name} {rule.Step} {rule.To}"));

        foreach (var plan in Both(workflow))
            Assert.That(
                plan.Arrows.SelectMany(arrow => arrow.From.SelectMany(from => arrow.Steps.Select(step => $"{from} {step} {arrow.To}"))),
                Is.EquivalentTo(steps));
    }

    [Test]
    public void Puts_the_ends_at_the_right_and_the_beginning_at_the_left()
    {
        var plan = WorkflowPlan.Wide(Situations.MerchantOrder);

        Assert.That(plan.Stages[0].Stage.Name, Is.EqualTo("filed"));
        var ends = plan.Stages.Where(stage => stage.Stage.Final).ToList();
        var lastBefore = plan.Stages.Where(stage => !stage.Stage.Final).Max(stage => stage.X);
        Assert.That(ends.Select(end => end.X).Distinct().Single(), Is.GreaterThan(lastBefore));
        Assert.That(ends.MinBy(end => end.Y)!.Stage.Name, Is.EqualTo("closed"), "where the main line leads");
    }

    [Test]
    public void Lets_the_steps_of_several_stages_join_one_line()
    {
        var merge = WorkflowPlan.Wide(Situations.MerchantOrder).Arrows.Single(arrow => arrow.To == "merged");

        Assert.That(merge.From, Is.EqualTo((string[])["filed", "accepted", "assigned", "offered", "claimed"]));
        Assert.That(merge.Lines.Select(line => line[^1]).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Fits_a_phone_of_360_pixels_and_a_screen_of_1440()
    {
        Assert.That(WorkflowPlan.Narrow(Situations.MerchantOrder).Width, Is.LessThanOrEqualTo(328));
        Assert.That(WorkflowPlan.Wide(Situations.MerchantOrder).Width, Is.LessThanOrEqualTo(1408));
    }

    static IEnumerable<WorkflowPlan> Both(Workflow workflow) => [WorkflowPlan.Wide(workflow), WorkflowPlan.Narrow(workflow)];

    static PlannedStage Stage(WorkflowPlan plan, string name) => plan.Stages.Single(stage => stage.Stage.Name == name);

    static bool AreApart(PlannedStage one, PlannedStage other) =>
        one.Right < other.X || other.Right < one.X || one.Bottom < other.Y || other.Bottom < one.Y;

    static bool IsOnEdge(Spot spot, PlannedStage stage) =>
        spot.X >= stage.X && spot.X <= stage.Right && spot.Y >= stage.Y && spot.Y <= stage.Bottom
        && (spot.X == stage.X || spot.X == stage.Right || spot.Y == stage.Y || spot.Y == stage.Bottom);

    static bool RunsThrough(Spot start, Spot end, PlannedStage stage) =>
        Math.Max(start.X, end.X) > stage.X && Math.Min(start.X, end.X) < stage.Right
        && Math.Max(start.Y, end.Y) > stage.Y && Math.Min(start.Y, end.Y) < stage.Bottom;

    /// <summary>Stages with steps between any of them, as no file of ours has them.</summary>
    static Workflow Any(Random random)
    {
        string[] steps = ["accept", "assign", "claim", "resolve", "return", "reopen", "merge", "confirm", "lapse"];
        var (open, ends) = (random.Next(1, 9), random.Next(1, 5));
        var names = Enumerable.Range(0, open + ends).Select(number => $"s{number}").ToList();
        return new Workflow
        {
            Name = "any",
            Version = 1,
            Title = new Words("任意", "Any"),
            File = Rule("file", names[0]),
            Always = new Dictionary<string, StepRule>(),
            Text = "",
            Stages = [.. names.Select((name, number) => new Stage(
                name, new Words(name, name),
                number < open ? Desks.Chair : null, number < open ? new Limit(1, LimitUnit.Days) : null, number >= open,
                steps.Where(_ => random.Next(3) == 0).Select(step => Rule(step, names[random.Next(names.Count)]))
                    .Where(rule => rule.To != name).ToDictionary(rule => rule.Step)))],
        };
    }

    static StepRule Rule(string step, string to) =>
        new(step, to, MoveWhen.Taken, [Desks.Chair], new Dictionary<string, bool>(), null, null, false);
}
