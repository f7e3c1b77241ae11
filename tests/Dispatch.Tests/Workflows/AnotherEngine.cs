using System.Collections.Concurrent;
using Dispatch.Orders;
using Dispatch.Tests.Support;
using Dispatch.Workflows;
using Dispatch.Yaml;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Workflows;

/// <summary>The seam where another engine answers where steps lead: here one that says what the test tells it to.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class AnotherEngine(string engine)
{
    readonly ConcurrentQueue<Crossing> asked = [];
    string folder = "";
    Func<Crossing, string> answer = AsTheFileSays;

    [SetUp]
    public void Makes_a_folder_with_a_drawn_workflow()
    {
        asked.Clear();
        answer = AsTheFileSays;
        folder = Directory.CreateTempSubdirectory("drawn").FullName;
        Write(version: 3, "{}");
    }

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Is_asked_where_each_step_leads_that_may_move_an_order()
    {
        await using var office = await Office.OpenAsync(engine, null, new(OfficeRules.Shipped.Folder, Make));

        var order = await office.ClosesAsync("喇叭扰民");
        await office.TakesAsync(office.Community, await office.FilesAsync("另一件"), "comment", new { text = "备注" });

        Assert.That(order.Stage, Is.EqualTo("closed"));
        Assert.That(
            asked.Select(crossing => $"{crossing.Stage} {crossing.Rule.Step}"),
            Is.EqualTo((string[])
                [" file", "filed accept", "accepted assign", "assigned claim", "claimed resolve", "resolved confirm", " file"]));
    }

    [Test]
    public async Task Chooses_among_the_stages_that_the_file_names_by_the_facts()
    {
        FakeTimeProvider night = new(Situations.Monday.AddHours(14));
        await using var office = await Office.OpenAsync(engine, night, new(folder, Make));
        answer = crossing => crossing.Facts is { Hour: 23, WorkingTime: false } ? "offered" : AsTheFileSays(crossing);

        var order = await office.TakesAsync(office.Secretariat, await office.FilesAsync("喇叭扰民"), "accept", new { urgency = "urgent" });

        Assert.That((order.Stage, order.Desk), Is.EqualTo(("offered", "pool")));
        Assert.That(
            asked.Select(crossing => crossing.Facts).OfType<Facts>().First(),
            Is.EqualTo(new Facts("0128", "urgent", Office.Alliance, "", false, 23, 0)), "as the step left the order");
        Assert.That((await office.TakesAsync(office.Member("chengguan"), order, "claim")).Stage, Is.EqualTo("claimed"));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task Fails_no_more_than_the_step_for_which_it_has_no_sound_answer()
    {
        await using var office = await Office.OpenAsync(engine, null, new(folder, Make));
        var order = await office.FilesAsync("喇叭扰民");

        foreach (var wrong in (Func<Crossing, string>[])[_ => "closed", _ => "nowhere", _ => throw new InvalidOperationException("No.")])
        {
            answer = wrong;
            Assert.That((await office.AsksAsync(office.Secretariat, order.Number, "accept")).Refusal?.Code, Is.EqualTo(Refusal.Failed));
        }

        answer = AsTheFileSays;
        Assert.That((await office.TakesAsync(office.Secretariat, order, "accept")).Version, Is.EqualTo(2), "nothing of it was saved");
    }

    [Test]
    public async Task Goes_by_the_drawing_of_an_orders_version_after_a_later_one_came()
    {
        await using var first = await Office.OpenAsync(engine, null, new(folder, Make));
        var order = await first.FilesAsync("喇叭扰民");
        Write(version: 4, "{ }");
        await using var second = await first.OpenAnotherAsync();

        var (before, after) = (await second.Workflows.FindAsync("merchant-order", 3), second.Workflows.Current("merchant-order")!);

        Assert.That((before.Drawing?.Text, after.Drawing?.Text), Is.EqualTo(("{}", "{ }")));
        Assert.That((await second.TakesAsync(second.Secretariat, order, "accept")).WorkflowVersion, Is.EqualTo(3));
    }

    [Test]
    public async Task Gets_no_other_drawing_under_the_same_version()
    {
        await using var office = await Office.OpenAsync(engine, null, new(folder, Make));
        Write(version: 3, "{ }");

        Assert.That(
            async () => await office.OpenAnotherAsync(),
            Throws.TypeOf<WorkflowsException>().With.Message.Contains("still calls itself version 3"));
    }

    [Test]
    public void Is_told_of_a_choice_without_a_drawing()
    {
        File.Delete(Path.Combine(folder, "drawn.elsa.json"));

        var faults = WorkflowFile.LoadAll([folder], Make).Single().Faults;

        Assert.That(faults.Single().Sentence, Is.EqualTo(
            "The step accept at stage filed leads to several stages, and no drawing chooses: NAME.elsa.json beside the file is missing."));
    }

    [Test]
    public void Has_the_faults_of_a_drawing_told_with_those_of_the_files()
    {
        FileFault fault = new("drawn.elsa.json", 7, "Activity \"a\" leads nowhere.");

        Assert.That(WorkflowFile.LoadAll([folder], _ => (null, [fault])).Single().Faults, Is.EqualTo((FileFault[])[fault]));
    }

    [Test]
    public void Is_drawn_with_every_way_that_it_may_choose()
    {
        var workflow = WorkflowFile.LoadAll([folder], Make).Single().Workflow!;

        Assert.That(
            WorkflowDrawing.Of(workflow).Split('\n').Where(line => line.EndsWith("accept as drawn", StringComparison.Ordinal)),
            Is.EqualTo((string[])["    s_filed --> s_accepted : accept as drawn", "    s_filed --> s_offered : accept as drawn"]));
        foreach (var plan in (WorkflowPlan[])[WorkflowPlan.Wide(workflow), WorkflowPlan.Narrow(workflow)])
        {
            var accepting = plan.Arrows.Where(arrow => arrow.From.Contains("filed") && arrow.Steps.Contains("accept"));
            Assert.That(accepting.Select(arrow => arrow.To), Is.EquivalentTo((string[])["accepted", "offered"]));
        }
    }

    (IRoutes? Routes, IReadOnlyList<FileFault> Faults) Make(Workflow workflow) => (new Told(this), []);

    static string AsTheFileSays(Crossing crossing) =>
        crossing.Progress.Satisfies(crossing.Rule.When) ? crossing.Rule.To! : crossing.Stage;

    void Write(int version, string drawing)
    {
        File.WriteAllText(Path.Combine(folder, "drawn.yaml"), Situations.MerchantOrder.Text
            .Replace("version: 3", $"version: {version}", StringComparison.Ordinal)
            .Replace("accept: { to: accepted,", "accept: { to: [accepted, offered],", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "drawn.elsa.json"), drawing);
    }

    sealed class Told(AnotherEngine test) : IRoutes
    {
        public string StageAfter(Crossing crossing)
        {
            test.asked.Enqueue(crossing);
            return test.answer(crossing);
        }
    }
}
