using System.Text.Json;
using Dispatch.Calendars;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Workflows;

public sealed class TheShippedWorkflows
{
    static readonly JsonElement Schema = Situations.Json(
        System.IO.File.ReadAllText(Path.Combine(Situations.WorkflowFolder, "workflow.schema.json")));

    [Test]
    public void The_shipped_workflows_have_no_fault()
    {
        var readings = WorkflowFile.LoadAll([Situations.WorkflowFolder]);

        Assert.That(readings.SelectMany(reading => reading.Faults), Is.Empty);
        Assert.That(readings.Select(reading => reading.Workflow!.Name), Is.EqualTo((string[])["merchant-order", "volunteer-post"]));
    }

    [TestCase("filed", Desks.Secretariat, "2 working hours")]
    [TestCase("accepted", Desks.Chair, "2 working hours")]
    [TestCase("assigned", Desks.Member, "4 working hours")]
    [TestCase("offered", Desks.Pool, "4 working hours")]
    [TestCase("claimed", Desks.Member, "3 working days")]
    [TestCase("resolved", Desks.Community, "1 working day")]
    public void A_merchant_order_waits_with_the_desk_and_limit_of_its_stage(string stage, string desk, string limit)
    {
        var found = Situations.MerchantOrder.Stage(stage);

        Assert.That((found.Desk, found.Limit), Is.EqualTo((desk, Limit.Read(limit))));
    }

    [Test]
    public void No_line_of_code_knows_the_workflow_of_volunteers()
    {
        var code = Path.Combine(Situations.WorkflowFolder, "..", "src");
        var built = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        var files = Directory.EnumerateFiles(code, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains(built, StringComparison.Ordinal));

        Assert.That(files.Where(file => System.IO.File.ReadAllText(file).Contains("volunteer-post", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void The_workflow_schema_has_exactly_the_keys_that_are_read()
    {
        Assert.That(Keys(Schema), Is.EquivalentTo(WorkflowFile.Keys));
        Assert.That(Keys(Definition("stage")), Is.EquivalentTo(WorkflowFile.StageKeys));
        Assert.That(Keys(Definition("rule")), Is.EquivalentTo(RuleReading.Keys));
        Assert.That(Values(Definition("rule").GetProperty("properties").GetProperty("when")), Is.EquivalentTo(RuleReading.Whens.Keys));
        Assert.That(Values(Definition("deskOfStage")), Is.EquivalentTo(Desks.ThatHold));
        Assert.That(Values(Definition("deskOfStep")), Is.EquivalentTo((string[])[.. Desks.ThatHold, Desks.Anyone, Desks.Holder]));
        Assert.That(Keys(Definition("steps")), Is.EquivalentTo(StepCatalogue.All.Keys.Except(["file"])));
    }

    [TestCaseSource(nameof(StepNames))]
    public void The_workflow_schema_has_exactly_the_inputs_of_each_step(string step)
    {
        var input = Definition(step).GetProperty("allOf")[1].GetProperty("properties").GetProperty("input");

        Assert.That(Keys(input), Is.EquivalentTo(StepCatalogue.All[step].Inputs));
        Assert.That(
            input.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(field => field.GetString()) : [],
            Is.EquivalentTo(StepCatalogue.All[step].Required));
    }

    // A lapse has no input: the system takes it.
    static IEnumerable<string> StepNames => StepCatalogue.All.Keys.Where(step => step != "lapse");

    static JsonElement Definition(string name) => Schema.GetProperty("definitions").GetProperty(name);

    static IEnumerable<string> Keys(JsonElement map) => map.GetProperty("properties").EnumerateObject().Select(property => property.Name);

    static IEnumerable<string> Values(JsonElement choice) =>
        choice.GetProperty("enum").EnumerateArray().Select(value => value.GetString()!);
}
