using Dispatch.Workflows;
using Dispatch.Yaml;

namespace Dispatch.Tests.Workflows;

public sealed class AWorkflowFile
{
    /// <summary>The smallest workflow that has everything; each case below spoils one line of it.</summary>
    const string Sound = """
        workflow: small
        version: 1
        title: { zh: 小流程, en: Small }
        file: { to: filed, desk: [community, merchant], input: { category: required, title: required } }
        always:
          comment: { desk: anyone, input: { text: required } }
          withdraw: { to: gone, desk: community }
        stages:
          filed:
            title: { zh: 待受理, en: Filed }
            desk: chair
            limit: 2 working hours
            steps:
              assign: { to: assigned, input: { lead: required } }
              offer: { to: offered, input: { places: optional } }
          assigned:
            title: { zh: 待接单, en: Assigned }
            desk: member
            limit: 1 working day
            steps:
              claim: {}
              return: { to: filed, when: lead, times: 2, input: { reason: required } }
              resolve: { to: closed, when: lead, input: { note: required } }
          offered:
            title: { zh: 待抢单, en: Offered }
            desk: pool
            limit: 72 hours
            steps:
              claim: { to: assigned, when: full, as: person }
          closed:
            title: { zh: 已办结, en: Closed }
            final: true
            steps:
              reopen: { to: filed, desk: merchant, within: 72 hours, input: { reason: required } }
          gone:
            title: { zh: 已撤单, en: Gone }
            final: true

        """;

    static readonly TestCaseData<string, string, int, string>[] Faults =
    [
        Spoilt("Whose_name_has_a_dot", "workflow: small", "workflow: small.one", 1, "\"small.one\" cannot be the name of a workflow"),
        Spoilt("Whose_name_is_too_long", "workflow: small", $"workflow: {new string('a', 41)}", 1, "at most 40"),
        Spoilt("Whose_version_is_zero", "version: 1", "version: 0", 2, "The version of the workflow should be a whole number from 1, not \"0\""),
        Spoilt("Whose_version_is_a_word", "version: 1", "version: first", 2, "not \"first\""),
        Spoilt("Whose_version_is_a_list", "version: 1", "version: [1]", 2, "should be a single value"),
        Spoilt("Without_a_version", "version: 1", "", 1, "The version of the workflow is missing"),
        Spoilt("Without_an_English_title", "{ zh: 小流程, en: Small }", "{ zh: 小流程 }", 3, "The en of the title of the workflow is missing"),
        Spoilt("Whose_title_is_not_in_two_languages", "{ zh: 待受理, en: Filed }", "Filed", 10, "A map of keys and values is expected for the title of stage filed"),
        Spoilt("With_a_title_of_two_lines", "{ zh: 小流程, en: Small }", "{ zh: 小流程, en: \"Sm\\nall\" }", 3, "a title is one line"),
        Spoilt("With_a_key_nobody_knows", "always:", "allways:", 5, "Unknown key \"allways\" in the workflow; it can have workflow, version, title, limit, ladder, file, always and stages."),
        Spoilt("With_a_key_of_a_stage_nobody_knows", "limit: 1 working day", "limits: 1 working day", 19, "Unknown key \"limits\" in stage assigned"),
        Spoilt("With_a_key_of_a_step_nobody_knows", "times: 2", "time: 2", 22, "Unknown key \"time\" in step return at stage assigned"),
        Spoilt("With_a_key_that_stands_twice", "desk: chair", "desk: chair\n    desk: chair", 12, "\"desk\" occurs twice in stage filed."),
        Spoilt("With_two_stages_of_one_name", "  gone:\n", "  closed:\n", 35, "\"closed\" occurs twice in the stages."),
        Spoilt("With_a_stage_whose_name_has_a_star", "  gone:\n", "  gone*:\n", 35, "\"gone*\" cannot be the name of a stage"),
        Spoilt("Without_a_way_to_file", "file: { to: filed, desk: [community, merchant], input: { category: required, title: required } }", "", 1, "The file of the workflow is missing"),
        Spoilt("With_a_stage_without_a_desk", "    desk: chair\n", "", 9, "The desk of stage filed is missing"),
        Spoilt("With_a_stage_of_an_unknown_desk", "desk: chair", "desk: boss", 11, "There is no desk \"boss\" that could hold stage filed"),
        Spoilt("With_a_stage_that_waits_for_anyone", "desk: chair", "desk: anyone", 11, "There is no desk \"anyone\" that could hold stage filed"),
        Spoilt("With_a_stage_without_a_limit", "    limit: 72 hours\n", "", 24, "The limit of stage offered is missing"),
        Spoilt("With_a_limit_that_cannot_be_read", "limit: 72 hours", "limit: three days", 27, "\"three days\" is not a limit"),
        Spoilt("With_a_final_stage_that_has_a_desk", "final: true\n    steps:", "final: true\n    desk: chair\n    steps:", 33, "A final stage has no desk"),
        Spoilt("With_a_final_stage_that_has_a_limit", "final: true\n    steps:", "final: true\n    limit: 1 hours\n    steps:", 33, "A final stage has no limit"),
        Spoilt("With_a_final_that_is_neither_true_nor_false", "final: true\n    steps:", "final: yes\n    steps:", 32, "should be true or false, not \"yes\""),
        Spoilt("With_a_step_nobody_knows", "offer: {", "propose: {", 15, "There is no step \"propose\""),
        Spoilt("With_a_step_that_is_empty", "claim: {}", "claim:", 21, "write {} where it has none"),
        Spoilt("With_a_step_of_an_unknown_desk", "desk: community }", "desk: [community, mayor] }", 7, "There is no desk \"mayor\" for step withdraw always"),
        Spoilt("With_a_step_of_no_desk", "desk: community }", "desk: [] }", 7, "a list of at least one"),
        Spoilt("With_a_step_that_is_always_allowed_to_nobody", ", desk: community }", " }", 7, "The desk of step withdraw always is missing"),
        Spoilt("With_a_step_at_the_end_that_is_nobodys", " desk: merchant,", "", 34, "The desk of step reopen at stage closed is missing"),
        Spoilt("With_an_input_the_step_does_not_understand", "places: optional", "seats: optional", 15, "The step offer does not understand the input \"seats\"; it understands places."),
        Spoilt("With_an_input_that_is_neither_required_nor_optional", "places: optional", "places: maybe", 15, "should be required or optional, not \"maybe\""),
        Spoilt("With_times_that_are_no_number", "times: 2", "times: twice", 22, "should be a whole number from 1, not \"twice\""),
        Spoilt("With_a_within_that_is_working_time", "within: 72 hours", "within: 2 working days", 34, "is not a running time"),
        Spoilt("With_a_when_nobody_knows", "when: lead, times", "when: boss, times", 22, "should be taken, lead, full or all, not \"boss\""),
        Spoilt("With_a_person_who_does_not_claim", "{ to: gone, desk: community }", "{ to: gone, desk: community, as: person }", 7, "only a claim can"),
        Spoilt("With_a_person_who_does_not_claim_from_the_pool", "claim: {}", "claim: { as: person }", 21, "a person claims from the pool"),
        Spoilt("With_an_as_nobody_knows", "as: person", "as: member", 29, "should be person, not \"member\""),
        Spoilt("That_leads_to_a_stage_that_is_not_there", "{ to: gone, desk", "{ to: away, desk", 7, "There is no stage \"away\", to which step withdraw always leads"),
        Spoilt("With_a_remark_that_moves_the_order", "{ desk: anyone, input", "{ to: gone, desk: anyone, input", 6, "the step comment moves nothing"),
        Spoilt("With_a_step_that_must_move_and_does_not", "assign: { to: assigned, input", "assign: { input", 14, "The to of step assign at stage filed is missing"),
        Spoilt("With_a_when_that_leads_nowhere", "claim: {}", "claim: { when: lead }", 21, "says when the order moves, but not to which stage"),
        Spoilt("With_times_that_lead_nowhere", "claim: {}", "claim: { times: 1 }", 21, "says how often it may move the order, but not to which stage"),
        Spoilt("With_a_lead_who_offers", "{ to: offered, input", "{ to: offered, when: lead, input", 15, "cannot wait for \"lead\"; only claim, return and resolve can"),
        Spoilt("With_places_outside_the_pool", "claim: {}", "claim: { to: closed, when: full }", 21, "places are those of a stage whose desk is pool"),
        Spoilt("With_a_pool_that_claims_where_it_holds_nothing", "claim: {}", "claim: { desk: pool }", 21, "the pool claims at a stage whose desk it is"),
        Spoilt("With_a_return_by_those_who_have_no_part", "return: { to: filed,", "return: { to: filed, desk: chair,", 22, "its desk should be member"),
        Spoilt("With_a_step_that_leads_to_where_it_is", "return: { to: filed,", "return: { to: assigned,", 22, "is already there"),
        Spoilt("With_an_assignment_to_the_pool", "assign: { to: assigned,", "assign: { to: offered,", 14, "must lead to a stage whose desk is member"),
        Spoilt("With_an_offer_to_members", "offer: { to: offered,", "offer: { to: assigned,", 15, "must lead to a stage whose desk is pool"),
        Spoilt("With_a_withdrawal_that_goes_on", "{ to: gone, desk", "{ to: filed, desk", 7, "because nobody goes on with it"),
        Spoilt("That_begins_at_its_end", "file: { to: filed", "file: { to: gone", 4, "an order begins at a stage that is not final"),
        Spoilt("That_files_within_a_time", "file: { to: filed", "file: { within: 1 hours, to: filed", 4, "The file has no when, times or within"),
        Spoilt("That_files_from_the_pool", "[community, merchant]", "[community, pool]", 4, "Members file nothing"),
        Spoilt("That_files_twice", "claim: {}", "file: { to: filed, input: { category: required, title: required } }", 21, "An order is filed once"),
        Spoilt("Whose_filing_needs_no_title", "title: required }", "title: optional }", 4, "must have title: required"),
        Spoilt("Whose_filing_has_half_a_foreign_name", "title: required }", "title: required, source: optional }", 4, "source and externalId together"),
        Spoilt("Whose_assignment_needs_no_lead", "lead: required", "lead: optional", 14, "must have lead: required"),
        Spoilt("Whose_return_needs_no_reason", "times: 2, input: { reason: required }", "times: 2", 22, "must have reason: required"),
        Spoilt("Whose_report_needs_no_note", "note: required", "note: optional", 23, "must have note: required"),
        Spoilt("Whose_remark_needs_no_text", ", input: { text: required }", "", 6, "must have text: required"),
        Spoilt("Whose_reopening_needs_no_reason", "72 hours, input: { reason: required }", "72 hours", 34, "must have reason: required"),
        Spoilt("With_a_stage_nobody_can_reach", "offer: { to: offered, input: { places: optional } }", "", 24, "No order can reach stage offered"),
        Spoilt("With_a_stage_nobody_can_leave", "claim: { to: assigned, when: full, as: person }", "claim: { as: person }", 24, "No step of its own leads on from stage offered"),
        Spoilt("With_stages_that_lead_to_no_end", "resolve: { to: closed,", "resolve: { to: filed,", 9, "From stage filed no steps lead to a final stage"),
        Spoilt("With_a_step_for_members_where_none_has_a_part", "desk: merchant, within", "desk: member, within", 34, "Nobody may take step reopen at stage closed"),
        Spoilt("With_a_tab", "  comment:", "\tcomment:", 1, "found invalid tab as indentation. It was noticed in line 6."),
        Spoilt("With_a_quote_that_is_not_closed", "en: Gone", "en: 'Gone", 36, "This is not YAML"),
        Spoilt("With_a_bracket_that_is_not_closed", "[community, merchant]", "[community, merchant", 4, "This is not YAML"),
        Spoilt("With_an_alias", "desk: chair", "desk: *boss", 11, "Anchors and aliases are not read"),
        Spoilt("With_a_second_document", "  gone:\n", "  gone:\n---\n", 36, "A second document begins here"),
        Spoilt("Nested_deeper_than_any", "desk: chair", $"desk: {new string('[', 5000)}", 11, "nested deeper than any workflow"),
    ];

    [TestCaseSource(nameof(Faults))]
    public void Is_at_fault(string text, string name, int line, string sentence)
    {
        var reading = WorkflowFile.Read(name, text);

        Assert.That(reading.Workflow, Is.Null);
        Assert.That(reading.Faults, Has.Some.Matches<FileFault>(fault =>
            fault.File == name && fault.Line == line && fault.Sentence.Contains(sentence, StringComparison.Ordinal)));
    }

    [Test]
    public void Is_a_workflow_where_it_has_no_fault()
    {
        var reading = WorkflowFile.Read("small.yaml", Sound);

        Assert.That(reading.Faults, Is.Empty);
        Assert.That(reading.Workflow, Is.Not.Null);
        var (workflow, filed) = (reading.Workflow!, reading.Workflow!.Stage("filed"));
        Assert.That((workflow.Name, workflow.Version, workflow.Title.Zh), Is.EqualTo(("small", 1, "小流程")));
        Assert.That(workflow.Stages.Select(stage => stage.Name), Is.EqualTo((string[])["filed", "assigned", "offered", "closed", "gone"]));
        Assert.That(filed.Steps["offer"].Desks, Is.EqualTo((string[])["chair"]), "a step is for the stage's desk unless it says otherwise");
        Assert.That(filed.Steps["offer"].Inputs, Is.EqualTo(new Dictionary<string, bool> { ["places"] = false }));
        Assert.That(workflow.Stage("offered").Steps["claim"], Has.Property("Person").True.And.Property("When").EqualTo(MoveWhen.Full));
        Assert.That(workflow.Stage("assigned").Steps["return"].Times, Is.EqualTo(2));
        Assert.That(workflow.Stage("closed").Steps["reopen"].Within, Is.EqualTo(TimeSpan.FromHours(72)));
        Assert.That(workflow.RuleAt(workflow.Stage("closed"), "comment"), Is.Null, "what is always allowed is not at the end");
    }

    [Test]
    public void Is_told_all_its_faults_at_once_in_the_order_of_its_lines()
    {
        var text = Sound.Replace("version: 1", "version: 0", StringComparison.Ordinal)
            .Replace("desk: chair", "desk: boss", StringComparison.Ordinal)
            .Replace("limit: 72 hours", "limit: soon\n    limit: later", StringComparison.Ordinal)
            .Replace("note: required", "notes: required", StringComparison.Ordinal);

        var faults = WorkflowFile.Read("small.yaml", text).Faults;

        Assert.That(faults.Select(fault => fault.Line), Is.EqualTo((int[])[2, 11, 23, 23, 27, 28]));
        Assert.That($"{faults[0]}", Is.EqualTo("small.yaml:2: The version of the workflow should be a whole number from 1, not \"0\"."));
    }

    [TestCase("", "The file is empty.")]
    [TestCase("# nothing but a remark\n", "The file is empty.")]
    [TestCase("just words", "A map of keys and values is expected for the workflow")]
    public void Is_at_fault_where_it_holds_no_workflow(string text, string sentence) =>
        Assert.That(WorkflowFile.Read("small.yaml", text).Faults[0].Sentence, Does.StartWith(sentence));

    [Test]
    public void Is_kept_as_it_was_read_with_the_line_ends_of_Unix() =>
        Assert.That(WorkflowFile.Read("small.yaml", "\uFEFF" + Sound.Replace("\n", "\r\n", StringComparison.Ordinal)).Workflow?.Text, Is.EqualTo(Sound));

    [Test]
    public void Can_be_read_again_from_the_text_that_was_kept()
    {
        var first = WorkflowFile.Read("small.yaml", Sound).Workflow!;

        Assert.That(WorkflowFile.Read("kept", first.Text).Workflow, Is.EqualTo(first).UsingPropertiesComparer());
    }

    static TestCaseData<string, string, int, string> Spoilt(string name, string piece, string instead, int line, string sentence)
    {
        if (!Sound.Contains(piece, StringComparison.Ordinal))
            throw new ArgumentException($"The sound workflow has no {piece}", nameof(piece));
        return new(Sound.Replace(piece, instead, StringComparison.Ordinal), "small.yaml", line, sentence) { TestName = name };
    }
}
