using Dispatch.Language;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Workflows;

public sealed class AWorkflowDrawing
{
    static readonly string Drawing = WorkflowDrawing.Of(Situations.MerchantOrder);

    [TestCase("title: \"商户点单 Merchant order (merchant-order, version 2)\"", TestName = "Says_which_workflow_it_is")]
    [TestCase("""    state "待受理 Filed<br/>secretariat, 2 working hours" as s_filed""", TestName = "Shows_a_stage_with_desk_and_limit")]
    [TestCase("""    state "已办结 Closed" as s_closed""", TestName = "Shows_a_final_stage_by_its_title")]
    [TestCase("    [*] --> s_filed : file (community, merchant, secretariat)", TestName = "Shows_who_files")]
    [TestCase("    s_filed --> s_accepted : accept\n", TestName = "Names_no_desk_where_it_is_the_stages")]
    [TestCase("    s_offered --> s_assigned : assign (chair)", TestName = "Names_the_desk_where_it_is_another")]
    [TestCase("    s_assigned --> s_claimed : claim by the lead", TestName = "Says_what_a_move_waits_for")]
    [TestCase("    s_assigned --> s_accepted : return by the lead 2 times at most", TestName = "Says_how_often")]
    [TestCase("    s_claimed --> s_claimed : claim\n", TestName = "Shows_a_step_that_stays_as_an_arrow_back")]
    [TestCase("    s_closed --> s_accepted : reopen within 72 h (community, merchant)", TestName = "Says_for_how_long")]
    [TestCase("    s_offered --> s_withdrawn : withdraw (community, merchant)", TestName = "Shows_at_each_stage_what_is_always_allowed")]
    [TestCase("    s_closed --> [*]", TestName = "Shows_the_end")]
    [TestCase("    note right of s_filed : always allowed, moves nothing<br/>comment (anyone)<br/>attach (anyone)", TestName = "Remarks_what_moves_nothing")]
    public void Of_a_merchant_order(string line) => Assert.That(Drawing, Does.Contain(line));

    [Test]
    public void Keeps_every_title_inside_its_quotes()
    {
        var odd = Situations.MerchantOrder with
        {
            Stages = [.. Situations.MerchantOrder.Stages.Select(stage => stage with { Title = new Words("\"待\";", "a <b> & #1: end") })],
        };

        Assert.That(WorkflowDrawing.Of(odd), Does.Contain("""    state "#34;待#34;#59; a #60;b#62; #38; #35;1#58; end<br/>secretariat, 2 working hours" as s_filed"""));
    }
}
