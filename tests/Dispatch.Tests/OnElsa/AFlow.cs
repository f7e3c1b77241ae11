using System.Diagnostics;
using Dispatch.OnElsa;
using Dispatch.Orders;
using Dispatch.Server;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.OnElsa;

/// <summary>A workflow that Elsa interprets.</summary>
public sealed class AFlow
{
    static readonly string[] Files = ["merchant-order.yaml", "volunteer-post.yaml"];

    const string Endless = "(function () { while (true) { } })()";

    string folder = "";

    [SetUp]
    public void Makes_a_folder_with_the_shipped_drawing()
    {
        folder = Directory.CreateTempSubdirectory("flows").FullName;
        foreach (var path in Directory.GetFiles(Path.Combine(Situations.WorkflowFolder, "elsa")))
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
    }

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    [TestCaseSource(nameof(Files))]
    public void Leads_each_step_where_the_file_says_whether_it_is_remembered_or_asked_each_time(string file)
    {
        var workflow = WorkflowFile.Load(Path.Combine(Situations.WorkflowFolder, file)).Workflow!;
        var flow = ElsaEngine.FlowOf(workflow).Flow!;

        foreach (var routes in (ElsaRoutes[])[new(flow, ElsaEngine.Shared), new(flow, ElsaEngine.Shared, remembers: false)])
        {
            foreach (var crossing in Crossings.Of(workflow))
            {
                var first = routes.StageAfter(crossing);
                Assert.That(first, Is.EqualTo(workflow.StageAfter(crossing)), $"{crossing}");
                Assert.That(routes.StageAfter(crossing), Is.EqualTo(first), "asked again");
            }
        }
    }

    [Test]
    public void Answers_thirty_two_threads_at_once()
    {
        var workflow = Situations.MerchantOrder with { Routes = null };
        ElsaRoutes routes = new(ElsaEngine.FlowOf(workflow).Flow!, ElsaEngine.Shared, remembers: false);
        var crossings = Crossings.Of(workflow);
        List<string> wrong = [];
        Thread[] threads =
        [
            .. Enumerable.Range(0, 32).Select(seed => new Thread(() =>
            {
                Random random = new(seed);
                for (var asked = 0; asked < 100; asked++)
                {
                    var crossing = crossings[random.Next(crossings.Count)];
                    var to = routes.StageAfter(crossing);
                    if (to != workflow.StageAfter(crossing))
                    {
                        lock (wrong)
                            wrong.Add($"{crossing} to {to}");
                    }
                }
            })),
        ];

        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        Assert.That(wrong, Is.Empty);
    }

    [TestCase("0128", 23, "offered")]
    [TestCase("0128", 3, "offered")]
    [TestCase("0128", 6, "accepted")]
    [TestCase("0128", 21, "accepted")]
    [TestCase("0110", 23, "accepted")]
    public void Chooses_as_it_is_drawn(string category, int hour, string to)
    {
        var workflow = WorkflowFile.LoadAll([folder], ElsaEngine.MakeRoutes).Single().Workflow!;
        var crossing = Crossings.At(workflow, "filed", "accept", Crossings.Noise with { Category = category, Hour = hour });

        Assert.That(workflow.StageAfter(crossing), Is.EqualTo(to));
        Assert.That(workflow.StageAfter(crossing), Is.EqualTo(to), "the same facts give the same way");
    }

    [TestCase("getInput('category') === '0128'")]
    [TestCase("getInput('urgency') === 'normal'")]
    [TestCase("getInput('alliance') === 'shengyang'")]
    [TestCase("getInput('place').includes('声阳路')")]
    [TestCase("getInput('workingTime')")]
    [TestCase("getInput('hour') === 10")]
    [TestCase("getInput('returns') === 2")]
    [TestCase("getInput('load') < 3")]
    [TestCase("['0128', '0110'].some(one => one === getInput('category')) && Math.max(1, getInput('returns')) === 2")]
    [TestCase("return getInput('category').startsWith('01')")]
    public void Is_told_every_fact_that_a_condition_may_ask_for(string condition)
    {
        Draw(condition);
        var workflow = WorkflowFile.LoadAll([folder], ElsaEngine.MakeRoutes).Single().Workflow!;
        Facts facts = Crossings.Noise with { Place = "声阳路 8 号", Returns = 2, Load = 2 };

        Assert.That(workflow.StageAfter(Crossings.At(workflow, "filed", "accept", facts)), Is.EqualTo("offered"));
        Assert.That(
            workflow.StageAfter(Crossings.At(workflow, "filed", "accept", new Facts("V01", "urgent", "other", "", false, 9, 1, Load: 3))),
            Is.EqualTo("accepted"));
    }

    [Test]
    public async Task Refuses_no_more_than_the_step_whose_script_never_ends()
    {
        Draw($"getInput('category') === '0110' && {Endless}");
        await using var office = await Office.OpenAsync("sqlite", null, new(folder, ElsaEngine.MakeRoutes));
        var rubbish = await office.FilesUnderAsync("noise-at-night", "垃圾", "0110");
        var noise = await office.FilesUnderAsync("noise-at-night", "喇叭");
        var watch = Stopwatch.StartNew();

        var answers = await Task.WhenAll(
            office.AsksAsync(office.Secretariat, rubbish.Number, "accept"), office.AsksAsync(office.Secretariat, noise.Number, "accept"));

        Assert.That((answers[0].Refusal?.Code, answers[1].Value?.Order.Stage), Is.EqualTo((Refusal.Failed, "accepted")));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
        Assert.That((await OrderList.FindAsync(office.Database, rubbish.Number))!.Version, Is.EqualTo(1), "nothing of it was saved");
        Assert.That((await office.TakesAsync(office.Secretariat, rubbish, "refuse", new { reason = "不属实" })).Stage, Is.EqualTo("refused"));
    }

    [Test]
    public async Task Goes_on_as_version_1_was_drawn_after_version_2_came()
    {
        Draw("true");
        await using var first = await Office.OpenAsync("sqlite", null, new(folder, ElsaEngine.MakeRoutes));
        var (before, asWell) = (await first.FilesUnderAsync("noise-at-night", "一"), await first.FilesUnderAsync("noise-at-night", "二"));
        Draw("false");
        var file = Path.Combine(folder, "noise-at-night.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("version: 1\n", "version: 2\n", StringComparison.Ordinal));
        await using var second = await first.OpenAnotherAsync();
        var after = await second.FilesUnderAsync("noise-at-night", "三");

        Assert.That((await second.TakesAsync(second.Secretariat, before, "accept")).Stage, Is.EqualTo("offered"), "drawn in version 1");
        Assert.That((await first.TakesAsync(first.Secretariat, asWell, "accept")).Stage, Is.EqualTo("offered"));
        after = await second.TakesAsync(second.Secretariat, after, "accept");
        Assert.That((after.WorkflowVersion, after.Stage), Is.EqualTo((2, "accepted")));
        Assert.That((await second.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public void Is_what_runs_unless_our_own_engine_is_chosen() =>
        Assert.That(
            (Interpreter.Of(null).Name.En, Interpreter.Of("elsa").Name.En, Interpreter.Of("own").Make),
            Is.EqualTo(("Elsa 3.7.1", "Elsa 3.7.1", (MakeRoutes?)null)));

    void Draw(string condition)
    {
        var path = Path.Combine(folder, "noise-at-night.elsa.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!;
        json["root"]!["activities"]![1]!["condition"]!["expression"]!["value"] = condition;
        File.WriteAllText(path, json.ToJsonString());
    }
}
