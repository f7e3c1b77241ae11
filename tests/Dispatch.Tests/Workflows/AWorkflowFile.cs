using Dispatch.Workflows;
using Dispatch.Yaml;

namespace Dispatch.Tests.Workflows;

public sealed class AWorkflowFile
{
    /// <summary>The smallest workflow that has everything; each case below breaks one line of it.</summary>
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
        Case(
            "A_workflow_name_with_a_dot_is_refused", "workflow: small", "workflow: small.one", 1,
            "\"small.one\" cannot be the name of a workflow"),
        Case("A_workflow_name_that_is_too_long_is_refused", "workflow: small", $"workflow: {new string('a', 41)}", 1, "1 to 40 characters"),
        Case(
            "A_workflow_version_of_zero_is_refused", "version: 1", "version: 0", 2,
            "The version of the workflow should be a whole number from 1, not \"0\""),
        Case(
            "A_recall_of_a_desk_whose_steps_do_not_lead_there_is_refused", "      claim: {}",
            "      claim: {}\n      recall: { desk: community }", 22, "could take nothing back: no step of community leads there"),
        Case(
            "A_recall_that_says_where_it_leads_is_refused", "      claim: {}",
            "      claim: {}\n      recall: { to: filed, desk: chair }", 22, "cannot have a to"),
        Case(
            "A_separation_where_no_merge_leads_is_refused", "      reopen:",
            "      separate: { to: filed, desk: holder }\n      reopen:", 34, "could separate nothing: no merge leads there"),
        Case(
            "A_separation_that_ends_an_order_is_refused", "      reopen:",
            "      separate: { to: gone, desk: holder }\n      reopen:", 34, "an order that is separated is looked at anew"),
        Case(
            "A_step_for_the_holder_of_another_order_is_refused", "      reopen: { to: filed, desk: merchant,",
            "      reopen: { to: filed, desk: holder,", 34, "is not for the holder"),
        Case(
            "A_correction_of_nothing_is_refused", "      claim: {}",
            "      claim: {}\n      correct: { input: { reason: optional } }", 22, "must have category or urgency"),
        Case(
            "A_reassignment_from_the_pool_to_nowhere_is_refused", "      claim: { to: assigned, when: full, as: person }",
            "      claim: { to: assigned, when: full, as: person }\n"
            + "      reassign: { desk: chair, input: { lead: required, reason: required } }", 30,
            "it leads to a stage whose desk is member"),
        Case(
            "A_choice_of_stages_is_refused_where_no_drawing_can_choose", "return: { to: filed,", "return: { to: [filed, offered],", 22,
            "leads to several stages, of which a drawing chooses; that needs Elsa"),
        Case(
            "A_stage_that_is_chosen_twice_is_refused", "return: { to: filed,", "return: { to: [filed, filed],", 22,
            "The stage filed is named twice"),
        Case(
            "A_choice_of_a_stage_that_is_not_there_is_refused", "return: { to: filed,", "return: { to: [filed, nowhere],", 22,
            "There is no stage \"nowhere\""),
        Case("A_workflow_version_in_words_is_refused", "version: 1", "version: first", 2, "not \"first\""),
        Case("A_list_of_workflow_versions_is_refused", "version: 1", "version: [1]", 2, "should be a single value"),
        Case("A_workflow_without_a_version_is_refused", "version: 1", "", 1, "The version of the workflow is missing"),
        Case(
            "A_workflow_without_an_English_title_is_refused", "{ zh: 小流程, en: Small }", "{ zh: 小流程 }", 3,
            "The en of the title of the workflow is missing"),
        Case(
            "A_stage_title_without_languages_is_refused", "{ zh: 待受理, en: Filed }", "Filed", 10,
            "A map of keys and values is expected for the title of stage filed"),
        Case("A_title_of_two_lines_is_refused", "{ zh: 小流程, en: Small }", "{ zh: 小流程, en: \"Sm\\nall\" }", 3, "a title is one line"),
        Case(
            "An_unknown_key_of_a_workflow_is_refused", "always:", "allways:", 5,
            "Unknown key \"allways\" in the workflow; it can have workflow, version, title, limit, ladder, file, always and stages."),
        Case(
            "An_unknown_key_of_a_stage_is_refused", "limit: 1 working day", "limits: 1 working day", 19,
            "Unknown key \"limits\" in stage assigned"),
        Case("An_unknown_key_of_a_step_is_refused", "times: 2", "time: 2", 22, "Unknown key \"time\" in step return at stage assigned"),
        Case("A_key_given_twice_is_refused", "desk: chair", "desk: chair\n    desk: chair", 12, "\"desk\" occurs twice in stage filed."),
        Case("Two_stages_with_one_name_are_refused", "  gone:\n", "  closed:\n", 35, "\"closed\" occurs twice in the stages."),
        Case("A_stage_name_with_a_star_is_refused", "  gone:\n", "  gone*:\n", 35, "\"gone*\" cannot be the name of a stage"),
        Case(
            "A_workflow_without_a_way_to_file_is_refused",
            "file: { to: filed, desk: [community, merchant], input: { category: required, title: required } }", "", 1,
            "The file of the workflow is missing"),
        Case("A_stage_without_a_desk_is_refused", "    desk: chair\n", "", 9, "The desk of stage filed is missing"),
        Case(
            "A_stage_with_an_unknown_desk_is_refused", "desk: chair", "desk: boss", 11,
            "There is no desk \"boss\" that could hold stage filed"),
        Case(
            "A_stage_that_waits_for_anyone_is_refused", "desk: chair", "desk: anyone", 11,
            "There is no desk \"anyone\" that could hold stage filed"),
        Case("A_stage_without_a_limit_is_refused", "    limit: 72 hours\n", "", 24, "The limit of stage offered is missing"),
        Case("A_limit_that_cannot_be_read_is_refused", "limit: 72 hours", "limit: three days", 27, "\"three days\" is not a limit"),
        Case(
            "A_final_stage_with_a_desk_is_refused", "final: true\n    steps:", "final: true\n    desk: chair\n    steps:", 33,
            "A final stage has no desk"),
        Case(
            "A_final_stage_with_a_limit_is_refused", "final: true\n    steps:", "final: true\n    limit: 1 hours\n    steps:", 33,
            "A final stage has no limit"),
        Case(
            "A_value_of_final_other_than_true_or_false_is_refused", "final: true\n    steps:", "final: yes\n    steps:", 32,
            "should be true or false, not \"yes\""),
        Case(
            "A_limit_from_the_report_is_refused_where_nothing_is_filed_to", "limit: 1 working day",
            "limit: { of: 1 working day, from: reported }", 19, "The limit of stage assigned cannot run from: reported"),
        Case(
            "A_limit_from_something_else_is_refused", "limit: 2 working hours", "limit: { of: 2 working hours, from: accepted }", 12,
            "The from of the limit should be filed or reported, not \"accepted\""),
        Case(
            "A_limit_that_only_says_from_when_is_refused", "limit: 2 working hours", "limit: { from: reported }", 12,
            "The of of the limit is missing"),
        Case("An_unknown_step_is_refused", "offer: {", "propose: {", 15, "There is no step \"propose\""),
        Case("A_step_without_a_value_is_refused", "claim: {}", "claim:", 21, "write {} where it has none"),
        Case(
            "A_step_for_an_unknown_desk_is_refused", "desk: community }", "desk: [community, mayor] }", 7,
            "There is no desk \"mayor\" for step withdraw always"),
        Case("A_step_for_an_empty_list_of_desks_is_refused", "desk: community }", "desk: [] }", 7, "a list of at least one"),
        Case("A_step_that_is_always_allowed_needs_a_desk", ", desk: community }", " }", 7, "The desk of step withdraw always is missing"),
        Case("A_step_at_a_final_stage_needs_a_desk", " desk: merchant,", "", 34, "The desk of step reopen at stage closed is missing"),
        Case(
            "An_input_that_its_step_does_not_understand_is_refused", "places: optional", "seats: optional", 15,
            "The step offer does not understand the input \"seats\"; it understands places."),
        Case(
            "An_input_that_is_neither_required_nor_optional_is_refused", "places: optional", "places: maybe", 15,
            "should be required or optional, not \"maybe\""),
        Case(
            "A_value_of_times_that_is_not_a_number_is_refused", "times: 2", "times: twice", 22,
            "should be a whole number from 1, not \"twice\""),
        Case("A_value_of_within_in_working_time_is_refused", "within: 72 hours", "within: 2 working days", 34, "is not a running time"),
        Case(
            "An_unknown_value_of_when_is_refused", "when: lead, times", "when: boss, times", 22,
            "should be taken, lead, full or all, not \"boss\""),
        Case(
            "Only_a_claim_can_be_for_a_person", "{ to: gone, desk: community }", "{ to: gone, desk: community, as: person }", 7,
            "only a claim can"),
        Case("Only_a_claim_from_the_pool_can_be_for_a_person", "claim: {}", "claim: { as: person }", 21, "a person claims from the pool"),
        Case("An_unknown_value_of_as_is_refused", "as: person", "as: member", 29, "should be person, not \"member\""),
        Case(
            "A_step_to_a_missing_stage_is_refused", "{ to: gone, desk", "{ to: away, desk", 7,
            "There is no stage \"away\", to which step withdraw always leads"),
        Case(
            "A_comment_that_moves_the_order_is_refused", "{ desk: anyone, input", "{ to: gone, desk: anyone, input", 6,
            "the step comment moves nothing"),
        Case(
            "A_step_that_must_move_the_order_needs_a_target", "assign: { to: assigned, input", "assign: { input", 14,
            "The to of step assign at stage filed is missing"),
        Case(
            "A_value_of_when_without_a_target_is_refused", "claim: {}", "claim: { when: lead }", 21,
            "says when the order moves, but not to which stage"),
        Case(
            "A_value_of_times_without_a_target_is_refused", "claim: {}", "claim: { times: 1 }", 21,
            "says how often it may move the order, but not to which stage"),
        Case(
            "An_offer_that_waits_for_the_lead_is_refused", "{ to: offered, input", "{ to: offered, when: lead, input", 15,
            "cannot wait for \"lead\"; only claim, return and resolve can"),
        Case(
            "A_claim_outside_the_pool_cannot_wait_for_all_places", "claim: {}", "claim: { to: closed, when: full }", 21,
            "places are those of a stage whose desk is pool"),
        Case(
            "The_pool_cannot_claim_at_a_stage_that_it_does_not_hold", "claim: {}", "claim: { desk: pool }", 21,
            "the pool claims at a stage whose desk it is"),
        Case(
            "A_return_by_a_desk_without_a_part_is_refused", "return: { to: filed,", "return: { to: filed, desk: chair,", 22,
            "its desk should be member"),
        Case("A_step_to_its_own_stage_is_refused", "return: { to: filed,", "return: { to: assigned,", 22, "is already there"),
        Case(
            "An_assignment_to_the_pool_is_refused", "assign: { to: assigned,", "assign: { to: offered,", 14,
            "must lead to a stage whose desk is member"),
        Case(
            "An_offer_to_members_is_refused", "offer: { to: offered,", "offer: { to: assigned,", 15,
            "must lead to a stage whose desk is pool"),
        Case(
            "A_withdrawal_to_a_stage_that_is_not_final_is_refused", "{ to: gone, desk", "{ to: filed, desk", 7,
            "because nobody goes on with it"),
        Case(
            "A_workflow_that_begins_at_a_final_stage_is_refused", "file: { to: filed", "file: { to: gone", 4,
            "an order begins at a stage that is not final"),
        Case(
            "A_filing_with_a_time_limit_is_refused", "file: { to: filed", "file: { within: 1 hours, to: filed", 4,
            "The file has no when, times or within"),
        Case("A_filing_from_the_pool_is_refused", "[community, merchant]", "[community, pool]", 4, "Members file nothing"),
        Case(
            "A_second_step_for_filing_is_refused", "claim: {}", "file: { to: filed, input: { category: required, title: required } }", 21,
            "An order is filed once"),
        Case("A_filing_must_require_a_title", "title: required }", "title: optional }", 4, "must have title: required"),
        Case(
            "A_filing_with_a_source_needs_an_external_id", "title: required }", "title: required, source: optional }", 4,
            "source and externalId together"),
        Case("An_assignment_must_require_a_lead", "lead: required", "lead: optional", 14, "must have lead: required"),
        Case("A_return_must_require_a_reason", "times: 2, input: { reason: required }", "times: 2", 22, "must have reason: required"),
        Case("A_resolution_must_require_a_note", "note: required", "note: optional", 23, "must have note: required"),
        Case("A_comment_must_require_a_text", ", input: { text: required }", "", 6, "must have text: required"),
        Case("A_reopening_must_require_a_reason", "72 hours, input: { reason: required }", "72 hours", 34, "must have reason: required"),
        Case(
            "A_stage_that_no_order_can_reach_is_refused", "offer: { to: offered, input: { places: optional } }", "", 24,
            "No order can reach stage offered"),
        Case(
            "A_stage_that_no_order_can_leave_is_refused", "claim: { to: assigned, when: full, as: person }", "claim: { as: person }", 24,
            "No step of its own leads on from stage offered"),
        Case(
            "Stages_that_lead_to_no_end_are_refused", "resolve: { to: closed,", "resolve: { to: filed,", 9,
            "From stage filed no steps lead to a final stage"),
        Case(
            "A_step_for_members_is_refused_where_none_has_a_part", "desk: merchant, within", "desk: member, within", 34,
            "Nobody may take step reopen at stage closed"),
        Case(
            "A_workflow_file_with_a_tab_is_refused", "  comment:", "\tcomment:", 1,
            "found invalid tab as indentation. It was noticed in line 6."),
        Case("A_quote_that_is_not_closed_is_refused", "en: Gone", "en: 'Gone", 36, "This is not YAML"),
        Case("A_bracket_that_is_not_closed_is_refused", "[community, merchant]", "[community, merchant", 4, "This is not YAML"),
        Case("A_YAML_alias_is_refused", "desk: chair", "desk: *boss", 11, "Anchors and aliases are not read"),
        Case("A_second_YAML_document_is_refused", "  gone:\n", "  gone:\n---\n", 36, "A second document begins here"),
        Case(
            "A_workflow_file_nested_too_deep_is_refused", "desk: chair", $"desk: {new string('[', 5000)}", 11,
            "nested deeper than any workflow"),
    ];

    [TestCaseSource(nameof(Faults))]
    public void Faults_of_a_workflow_file_are_found_on_their_lines(string text, string name, int line, string sentence)
    {
        var reading = WorkflowFile.Read(name, text);

        Assert.That(reading.Workflow, Is.Null);
        Assert.That(reading.Faults, Has.Some.Matches<FileFault>(fault =>
            fault.File == name && fault.Line == line && fault.Sentence.Contains(sentence, StringComparison.Ordinal)));
    }

    [Test]
    public void A_workflow_file_without_faults_gives_a_workflow()
    {
        var reading = WorkflowFile.Read("small.yaml", Sound);

        Assert.That(reading.Faults, Is.Empty);
        Assert.That(reading.Workflow, Is.Not.Null);
        var (workflow, filed) = (reading.Workflow!, reading.Workflow!.Stage("filed"));
        Assert.That((workflow.Name, workflow.Version, workflow.Title.Zh), Is.EqualTo(("small", 1, "小流程")));
        Assert.That(workflow.Stages.Select(stage => stage.Name), Is.EqualTo((string[])["filed", "assigned", "offered", "closed", "gone"]));
        Assert.That(
            filed.Steps["offer"].Desks, Is.EqualTo((string[])["chair"]), "a step is for the stage's desk unless it says otherwise");
        Assert.That(filed.Steps["offer"].Inputs, Is.EqualTo(new Dictionary<string, bool> { ["places"] = false }));
        Assert.That(workflow.Stage("offered").Steps["claim"], Has.Property("Person").True.And.Property("When").EqualTo(MoveWhen.Full));
        Assert.That(workflow.Stage("assigned").Steps["return"].Times, Is.EqualTo(2));
        Assert.That(workflow.Stage("closed").Steps["reopen"].Within, Is.EqualTo(TimeSpan.FromHours(72)));
        Assert.That(workflow.RuleAt(workflow.Stage("closed"), "comment"), Is.Null, "what is always allowed is not at the end");
    }

    [Test]
    public void All_faults_of_a_workflow_file_are_reported_in_the_order_of_lines()
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
    public void A_file_that_holds_no_workflow_is_refused(string text, string sentence) =>
        Assert.That(WorkflowFile.Read("small.yaml", text).Faults[0].Sentence, Does.StartWith(sentence));

    [Test]
    public void The_text_of_a_workflow_file_is_kept_with_Unix_line_ends() =>
        Assert.That(
            WorkflowFile.Read("small.yaml", "\uFEFF" + Sound.Replace("\n", "\r\n", StringComparison.Ordinal)).Workflow?.Text,
            Is.EqualTo(Sound));

    [Test]
    public void A_workflow_can_be_read_again_from_the_text_that_was_kept()
    {
        var first = WorkflowFile.Read("small.yaml", Sound).Workflow!;

        Assert.That(WorkflowFile.Read("kept", first.Text).Workflow, Is.EqualTo(first).UsingPropertiesComparer());
    }

    static TestCaseData<string, string, int, string> Case(string name, string piece, string replacement, int line, string sentence)
    {
        if (!Sound.Contains(piece, StringComparison.Ordinal))
            throw new ArgumentException($"The sound workflow has no {piece}", nameof(piece));
        return new(Sound.Replace(piece, replacement, StringComparison.Ordinal), "small.yaml", line, sentence) { TestName = name };
    }
}
