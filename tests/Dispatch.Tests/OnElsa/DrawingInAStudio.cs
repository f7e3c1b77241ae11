using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dispatch.OnElsa;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.OnElsa;

/// <summary><c>workflow design</c>, as a Studio at the same machine speaks to it.</summary>
public sealed class DrawingInAStudio
{
    const string Flow = "elsa/api/workflow-definitions/by-definition-id/noise-at-night";
    const string Saving = "elsa/api/workflow-definitions";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    string folder = "";
    Process process = null!;
    HttpClient studio = null!;

    [OneTimeSetUp]
    public async Task Begins()
    {
        folder = Directory.CreateTempSubdirectory("drawing").FullName;
        foreach (var path in Directory.GetFiles(Path.Combine(Situations.WorkflowFolder, "elsa")))
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        File.Copy(Path.Combine(Situations.WorkflowFolder, "merchant-order.yaml"), Path.Combine(folder, "merchant-order.yaml"));
        var url = $"http://127.0.0.1:{Ports.Free()}";
        process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Dispatch.Server.dll"), "workflow", "design", folder, "--url", url])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using CancellationTokenSource patience = new(Patience);
        var said = await process.StandardOutput.ReadLineAsync(patience.Token);
        Assert.That(
            said, Is.EqualTo($"Elsa Studio draws by {url}/elsa/api what is in {folder}. Ctrl+C ends it."),
            said is null ? await process.StandardError.ReadToEndAsync(patience.Token) : "");
        studio = new HttpClient { BaseAddress = new Uri(url), Timeout = Patience };
    }

    [OneTimeTearDown]
    public async Task Ends()
    {
        studio?.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Offers_the_activities_that_a_drawing_may_have_and_names_ours_in_both_languages()
    {
        var activities = JsonNode.Parse(await studio.GetStringAsync("elsa/api/descriptors/activities"))!["items"]!.AsArray();

        Assert.That(
            activities.Select(one => (string)one!["typeName"]!),
            Is.SupersetOf((string[])["Dispatch.Stage", "Dispatch.Filing", "Elsa.FlowDecision", "Elsa.FlowSwitch", "Elsa.Flowchart"])
                .And.None.EqualTo("Elsa.SetVariable").And.None.EqualTo("Elsa.RunJavaScript"));
        var stage = activities.Single(one => (string)one!["typeName"]! == "Dispatch.Stage")!;
        Assert.That((string)stage["displayName"]!, Is.EqualTo("环节 Stage"));
        var steps = stage["inputs"]!.AsArray().Single(one => (string)one!["name"]! == "Steps")!;
        Assert.That(((string)steps["displayName"]!, (string)steps["uiHint"]!), Is.EqualTo(("环节动作 Steps", "dynamic-outcomes")));
    }

    [Test]
    public async Task Shows_every_workflow_of_the_folder()
    {
        var flows = JsonNode.Parse(await studio.GetStringAsync("elsa/api/workflow-definitions?versionOptions=Latest"))!["items"]!.AsArray();

        Assert.That(
            flows.Select(flow => (string)flow!["definitionId"]!), Is.EquivalentTo((string[])["noise-at-night", "merchant-order"]));
    }

    [Test]
    public async Task Saves_what_is_published_as_a_sound_drawing_beside_the_file()
    {
        var path = Path.Combine(folder, "noise-at-night.elsa.json");
        var before = await File.ReadAllTextAsync(path);
        var flow = JsonNode.Parse(await studio.GetStringAsync(Flow))!;
        Condition(flow)["value"] = "getInput('category') === '0128'";

        Assert.That((await SaveAsync(flow, publish: false)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(before), "a draft is not saved to the folder");
        var (status, answer) = await SaveAsync(flow, publish: true);

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
        var check = await ShellCommand.RunInAsync(folder, "workflow", "check", folder);
        Assert.That(check.ExitCode, Is.Zero, check.Output);
        var drawn = WorkflowFile.LoadAll([folder], ElsaEngine.MakeRoutes).Single(one => one.Workflow?.Drawing is not null).Workflow!;
        var day = Crossings.Noise with { Hour = 12 };
        Assert.That(drawn.StageAfter(Crossings.At(drawn, "filed", "accept", day)), Is.EqualTo("offered"), "by day too, as it is drawn now");
        Assert.That(ElsaEngine.Export(drawn), Is.EqualTo(drawn.Drawing!.Text), "as it would be exported");
    }

    [Test]
    public async Task Tells_what_is_wrong_with_a_drawing_and_saves_nothing()
    {
        var path = Path.Combine(folder, "noise-at-night.elsa.json");
        var before = await File.ReadAllTextAsync(path);
        var flow = JsonNode.Parse(await studio.GetStringAsync(Flow))!;
        Condition(flow)["value"] = "getInput('weather') === 'rain'";

        var (status, answer) = await SaveAsync(flow, publish: true);

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer, Does.Contain("weather").And.Contain("in its condition; there are category"));
        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(before));
        flow["definitionId"] = "of-nothing";
        Assert.That((await SaveAsync(flow, publish: true)).Answer, Does.Contain("There is no file of a workflow"));
        Assert.That(Directory.GetFiles(folder, "*of-nothing*"), Is.Empty);
    }

    [TestCase("Host", "dispatch.example.cn")]
    [TestCase("Origin", "https://dispatch.example.cn")]
    [TestCase("Origin", "null")]
    public async Task Answers_no_page_of_another_site(string header, string value)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Flow);
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await studio.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Answers_a_Studio_that_another_port_serves()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Flow) { Headers = { { "Origin", "http://localhost:5001" } } };
        using var answer = await studio.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo((string[])["http://localhost:5001"]));
    }

    [TestCase("http://0.0.0.0:5090")]
    [TestCase("http://192.0.2.1:5090")]
    [TestCase("http://dispatch.example.cn")]
    [TestCase("https://127.0.0.1:5090")]
    [TestCase("5090")]
    public async Task Listens_to_nobody_else(string url)
    {
        var refused = await ShellCommand.RunInAsync(folder, "workflow", "design", folder, "--url", url);

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(
            refused.Errors.Trim(), Is.EqualTo($"Flows are drawn at this machine only, as at http://127.0.0.1:5090, not at {url}."));
    }

    [Test]
    public async Task Is_no_part_of_a_server()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(database.ConnectionString);

        using var answer = await server.As("demo-admin").GetAsync("/elsa/api/descriptors/activities");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    static JsonNode Condition(JsonNode flow) =>
        flow["root"]!["activities"]!.AsArray().Single(one => (string)one!["type"]! == "Elsa.FlowDecision")!["condition"]!["expression"]!;

    async Task<(HttpStatusCode Status, string Answer)> SaveAsync(JsonNode flow, bool publish)
    {
        JsonObject request = new() { ["model"] = flow.DeepClone(), ["publish"] = publish };
        using StringContent content = new(request.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await studio.PostAsync(Saving, content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
