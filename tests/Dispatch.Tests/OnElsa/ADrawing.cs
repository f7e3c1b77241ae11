using System.Text.Json.Nodes;
using Dispatch.OnElsa;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.OnElsa;

/// <summary>What is wrong with a drawing is found when it is loaded; each case spoils the shipped one in one place.</summary>
public sealed class ADrawing
{
    static readonly string file = Path.Combine(Situations.WorkflowFolder, "elsa", "noise-at-night.yaml");
    static readonly string sound = File.ReadAllText(Drawing.Beside(file));

    const string Decision = "is-noise-at-night";

    static readonly TestCaseData<Action<JsonNode>, string>[] Faults =
    [
        Case("A_root_that_is_no_flowchart", root => root["type"] = "Elsa.Sequence", "The root of the drawing should be a flowchart"),
        Case("A_variable", root => root["variables"] = new JsonArray(new JsonObject { ["name"] = "x" }), "A drawing has no variables"),
        Case("An_unknown_activity", root => Of(root, Decision)["type"] = "Elsa.Gone", "has the type \"Elsa.Gone\", which does not belong"),
        Case("A_fork", root => Of(root, Decision)["type"] = "Elsa.FlowFork", "splits or joins ways (Elsa.FlowFork)"),
        Case("A_call_of_another_server", root => Of(root, Decision)["type"] = "Elsa.FlowSendHttpRequest", "would wait or speak to others"),
        Case("A_delay", root => Of(root, Decision)["type"] = "Elsa.Delay", "would wait or speak to others"),
        Case("A_later_version_of_an_activity", root => Of(root, Decision)["version"] = 2, "has version 2 of Elsa.FlowDecision"),
        Case("An_id_twice", root => Of(root, "accepted")["id"] = "offered", "is there twice"),
        Case(
            "An_activity_in_the_background", root => Of(root, Decision)["customProperties"]!["runAsynchronously"] = true,
            "cannot run in the background"),
        Case(
            "A_join_of_ways", root => Of(root, "accepted")["customProperties"]!["mergeMode"] = "Converge", "cannot wait for several ways"),
        Case(
            "A_stage_that_is_not_in_the_file", root => Value(root, "accepted", "stage", "waiting"),
            "is stage \"waiting\", which the file does not have"),
        Case("A_stage_twice", root => Value(root, "accepted", "stage", "offered"), "is stage \"offered\", and so is activity \"offered\""),
        Case(
            "A_stage_that_a_script_names", root => Of(root, "accepted")["stage"]!["expression"]!["type"] = "JavaScript",
            "does not name its stage"),
        Case(
            "A_step_that_moves_nothing_there", root => Connect(root, "filed", "comment", "offered"),
            "has a connection at \"comment\", which moves no order"),
        Case(
            "A_way_that_the_file_does_not_let", root => Value(root, "offered", "stage", "closed"),
            "leads by \"accept\" to stage \"closed\", but the file lets it lead to accepted or offered"),
        Case(
            "A_way_that_nothing_leads_to", root => Target(root, Decision, "True", "accepted"),
            "leads by \"accept\" never to offered, to which the file lets it lead"),
        Case("A_way_to_nowhere", root => Cut(root, Decision, "False"), "leads nowhere at \"False\""),
        Case("Two_connections_at_one_port", root => Connect(root, Decision, "True", "accepted"), "has two connections at \"True\""),
        Case(
            "A_port_that_is_not_there", root => Connect(root, Decision, "Maybe", "accepted"),
            "has no outcome \"Maybe\"; it has True and False"),
        Case(
            "A_connection_to_nothing", root => Connect(root, "filed", "refuse", "gone"),
            "is connected to activity \"gone\", which is not there"),
        Case("A_loop_without_a_stage", root => Target(root, Decision, "False", Decision), "leads back to itself without a stage between"),
        Case(
            "A_choice_that_is_not_drawn", root => Target(root, "filed", "accept", null),
            "has no connection at \"accept\", which the file lets lead to accepted or offered"),
        Case(
            "A_language_that_is_not_asked_in", root => Of(root, Decision)["condition"]!["expression"]!["type"] = "Liquid",
            "has a condition in Liquid"),
        Case("A_script_that_is_none", root => Script(root, "getInput('category' ==="), "is not JavaScript"),
        Case(
            "An_input_that_is_not_there", root => Script(root, "getInput('weather') === 'rain'"),
            "asks for \"weather\" in its condition; there are category"),
        Case("A_script_that_asks_for_the_time", root => Script(root, "new Date().getHours() > 21"), "uses Date in its condition"),
        Case("A_script_that_throws_dice", root => Script(root, "Math.random() > 0.5"), "uses random in its condition"),
        Case("A_script_that_sets_a_variable", root => Script(root, "setVariable('x', 1)"), "uses setVariable in its condition"),
    ];

    [TestCaseSource(nameof(Faults))]
    public void Is_refused_with_the_activity_and_a_sentence(Action<JsonNode> spoil, string sentence)
    {
        var json = JsonNode.Parse(sound)!;
        spoil(json["root"]!);
        var drawing = json.ToJsonString(new() { WriteIndented = true });

        var faults = WorkflowFile.Read(file, File.ReadAllText(file), new Drawing("drawn.elsa.json", drawing), ElsaEngine.MakeRoutes).Faults;

        Assert.That(faults.Select(fault => fault.Sentence), Has.Some.Contains(sentence));
        Assert.That(faults.Select(fault => fault.File).Distinct(), Is.EqualTo((string[])["drawn.elsa.json"]));
        var found = faults.First(fault => fault.Sentence.Contains(sentence, StringComparison.Ordinal));
        if (found.Sentence.StartsWith("Activity", StringComparison.Ordinal))
            Assert.That(drawing.Split('\n')[found.Line - 1], Does.Contain("\"id\"").And.Contain($"\"{found.Sentence.Split('"')[1]}\""));
    }

    [TestCase("{", 1)]
    [TestCase("{\n\n]", 3)]
    public void Is_refused_where_it_is_no_JSON(string text, int line)
    {
        Drawing drawing = new("drawn.elsa.json", text);

        var fault = WorkflowFile.Read(file, File.ReadAllText(file), drawing, ElsaEngine.MakeRoutes).Faults.Single();

        Assert.That($"{fault}", Is.EqualTo($"drawn.elsa.json:{line}: This is not JSON, as Elsa Studio exports a flow."));
    }

    [Test]
    public void Can_be_exported_and_read_back()
    {
        foreach (var path in (string[])[file, .. Directory.GetFiles(Situations.WorkflowFolder, "*.yaml")])
        {
            var workflow = WorkflowFile.Load(path, ElsaEngine.MakeRoutes).Workflow!;

            var exported = ElsaEngine.Export(workflow);

            var reading = WorkflowFile.Read(path, workflow.Text, new Drawing("exported.elsa.json", exported), ElsaEngine.MakeRoutes);
            Assert.That(reading.Faults, Is.Empty);
            Assert.That(Connections(reading.Workflow!), Is.EquivalentTo(Connections(workflow)), path);
            // Elsa writes out what it had taken for granted, once.
            var again = ElsaEngine.Export(reading.Workflow!);
            reading = WorkflowFile.Read(path, workflow.Text, new Drawing("again.elsa.json", again), ElsaEngine.MakeRoutes);
            Assert.That(reading.Workflow is { } read ? ElsaEngine.Export(read) : null, Is.EqualTo(again));
        }
    }

    [Test]
    public void Can_be_begun_from_what_is_exported_for_a_choice_that_nobody_has_drawn()
    {
        var workflow = WorkflowFile.Load(file, ElsaEngine.MakeRoutes).Workflow! with { Drawing = null };

        var exported = ElsaEngine.Export(workflow);

        var reading = WorkflowFile.Read(file, workflow.Text, new Drawing("exported.elsa.json", exported), ElsaEngine.MakeRoutes);
        Assert.That(reading.Faults, Is.Empty);
        Assert.That(reading.Workflow!.Routes!.StageAfter(Crossings.At(reading.Workflow, "filed", "accept")), Is.EqualTo("accepted"));
    }

    static IEnumerable<string> Connections(Workflow workflow) =>
        ElsaEngine.FlowOf(workflow).Flow!.Chart.Connections.Select(connection => connection.ToString());

    static TestCaseData<Action<JsonNode>, string> Case(string name, Action<JsonNode> spoil, string sentence) =>
        new(spoil, sentence) { TestName = $"{name}_in_a_drawing_is_a_fault" };

    static JsonNode Of(JsonNode root, string id) => root["activities"]!.AsArray().First(one => (string)one!["id"]! == id)!;

    static void Script(JsonNode root, string condition) => Value(root, Decision, "condition", condition);

    static void Value(JsonNode root, string id, string property, string value) => Of(root, id)[property]!["expression"]!["value"] = value;

    static JsonArray Connections(JsonNode root) => root["connections"]!.AsArray();

    static JsonNode Connection(JsonNode root, string from, string port) =>
        Connections(root).First(one => (string)one!["source"]!["activity"]! == from && (string)one["source"]!["port"]! == port)!;

    static void Connect(JsonNode root, string from, string port, string to) => Connections(root).Add(new JsonObject
    {
        ["source"] = new JsonObject { ["activity"] = from, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
    });

    static void Cut(JsonNode root, string from, string port) => Connections(root).Remove(Connection(root, from, port));

    static void Target(JsonNode root, string from, string port, string? to)
    {
        if (to is null)
            Cut(root, from, port);
        else
            Connection(root, from, port)["target"]!["activity"] = to;
    }
}
