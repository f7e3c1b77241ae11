using Dispatch.Language;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Workflows;

public sealed class AWorkflowDrawing
{
    static readonly string Drawing = WorkflowDrawing.Of(Situations.MerchantOrder);

    [TestCase("title: \"商户点单 Merchant order (merchant-order, version 3)\"", TestName = "A_drawing_names_its_workflow")]
    [TestCase(
        """    state "待受理 Filed<br/>secretariat, 2 working hours" as s_filed""", TestName = "A_drawing_shows_a_stage_with_desk_and_limit")]
    [TestCase("""    state "已办结 Closed" as s_closed""", TestName = "A_drawing_shows_a_final_stage_by_its_title")]
    [TestCase("    [*] --> s_filed : file (community, merchant, secretariat)", TestName = "A_drawing_shows_who_files")]
    [TestCase("    s_filed --> s_accepted : accept\n", TestName = "A_drawing_leaves_out_the_desk_of_the_stage_itself")]
    [TestCase("    s_offered --> s_assigned : assign (chair)", TestName = "A_drawing_names_a_desk_other_than_that_of_the_stage")]
    [TestCase("    s_assigned --> s_claimed : claim by the lead", TestName = "A_drawing_says_what_a_move_waits_for")]
    [TestCase(
        "    s_assigned --> s_accepted : return by the lead 2 times at most", TestName = "A_drawing_says_how_often_a_step_may_be_taken")]
    [TestCase("    s_claimed --> s_claimed : claim\n", TestName = "A_drawing_shows_a_step_that_stays_as_an_arrow_back")]
    [TestCase(
        "    s_closed --> s_accepted : reopen within 72 h (community, merchant)",
        TestName = "A_drawing_says_for_how_long_a_step_may_be_taken")]
    [TestCase(
        "    s_offered --> s_withdrawn : withdraw (community, merchant)",
        TestName = "A_drawing_shows_steps_that_are_always_allowed_at_each_stage")]
    [TestCase("    s_closed --> [*]", TestName = "A_drawing_shows_the_end")]
    [TestCase(
        "    note right of s_filed : always allowed, moves nothing<br/>comment (anyone)<br/>attach (anyone)",
        TestName = "A_drawing_has_a_remark_on_steps_that_move_nothing")]
    public void The_drawing_of_the_merchant_order_has_all_its_parts(string line) => Assert.That(Drawing, Does.Contain(line));

    [Test]
    public void Special_characters_of_a_title_are_escaped_in_a_drawing()
    {
        var odd = Situations.MerchantOrder with
        {
            Stages = [.. Situations.MerchantOrder.Stages.Select(stage => stage with { Title = new Words("\"待\";", "a <b> & #1: end") })],
        };

        Assert.That(
            WorkflowDrawing.Of(odd),
            Does.Contain("""    state "#34;待#34;#59; a #60;b#62; #38; #35;1#58; end<br/>secretariat, 2 working hours" as s_filed"""));
    }
}
