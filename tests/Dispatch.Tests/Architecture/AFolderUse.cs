namespace Dispatch.Tests.Architecture;

/// <summary>The check of the folders finds what it should find, and nothing else.</summary>
public sealed class AFolderUse
{
    static readonly Source Clock = new("Clocks/Clock.cs", """
        namespace Dispatch.Clocks;

        public sealed record Clock(string Of)
        {
            public static Clock None { get; } = new("");
        }

        public sealed class TickingAttribute : Attribute;

        public static class ClockText
        {
            public static string Text(this Clock clock) => clock.Of;
        }
        """);

    static readonly Source Order = new("Orders/Order.cs", """
        using Dispatch.Clocks;

        namespace Dispatch.Orders;

        public sealed record Order(Clock Clocks);
        """);

    static readonly TestCaseData[] FoundUses =
    [
        Case("A_using_is_a_use", 1, "using Dispatch.Clocks;"),
        Case("A_using_that_renames_a_type_is_a_use", 1, "using Limit = Dispatch.Clocks.Clock;"),
        Case("A_using_of_static_members_is_a_use", 1, "using static Dispatch.Clocks.ClockText;"),
        Case("A_whole_name_is_a_use", 3, "namespace Dispatch.Storage; class Table {\n// column\nDispatch.Clocks.Clock? clock; }"),
        Case("A_name_that_begins_with_the_folder_is_a_use", 1, "namespace Dispatch.Storage; class Table { Clocks.Clock? clock; }"),
        Case("A_type_in_an_expression_is_a_use", 1, "namespace Dispatch.Storage; class Table { object Of() => Clocks.Clock.None; }"),
        Case("A_name_in_a_documentation_comment_is_a_use", 2,
            "namespace Dispatch.Storage;\n/// <summary>See <see cref=\"Clocks.Clock\"/>.</summary>\nclass Table;"),
        Case("An_attribute_is_a_use", 1, "namespace Dispatch.Storage; [Clocks.Ticking] class Table;"),
        Case("A_name_inside_an_interpolated_string_is_a_use", 1,
            "namespace Dispatch.Storage; class Table { string Of() => $\"{nameof(Clocks.Clock)}\"; }"),
    ];

    [TestCaseSource(nameof(FoundUses))]
    public void A_use_is_found_with_its_line(int line, string text) => Assert.That(
        Uses(Clock, Order, new Source("Storage/Table.cs", text)).Where(use => use.From == "Storage").Distinct(),
        Is.Not.Empty.And.All.Matches<FolderUse>(use => use is { To: "Clocks", File: "Storage/Table.cs" } && use.Line == line));

    [TestCase("namespace Dispatch.Storage; /* Clocks.Clock */ class Table; // using Dispatch.Clocks;", TestName = "A_comment_is_no_use")]
    [TestCase("namespace Dispatch.Storage; class Table { string Of() => \"Dispatch.Clocks.Clock\"; }", TestName = "A_string_is_no_use")]
    [TestCase(
        "namespace Dispatch.Storage; class Table { class Shelf { public int Clock; } int Of(Shelf Clocks) => Clocks.Clock; }",
        TestName = "A_member_that_is_called_like_a_folder_is_no_use")]
    [TestCase("namespace Dispatch.Storage; class Clock { Clock? next; }", TestName = "A_type_of_the_same_name_in_the_own_folder_is_no_use")]
    [TestCase(
        "using System.Text; namespace Dispatch.Storage; class Table { StringBuilder? text; }", TestName = "A_type_of_a_library_is_no_use")]
    public void Something_else_is_not_found(string text) =>
        Assert.That(Uses(Clock, new Source("Storage/Table.cs", text)), Is.Empty);

    [Test]
    public void A_member_of_an_order_that_is_called_like_a_folder_is_no_use()
    {
        var uses = Uses([Clock, Order, new Source("Orders/Rule.cs", """
            namespace Dispatch.Orders;

            static class Rule
            {
                public static string Of(Order order) => order.Clocks.Of;
            }
            """)]);

        Assert.That(uses.Select(use => use.File).Distinct(), Is.EqualTo((string[])["Orders/Order.cs"]));
    }

    [Test]
    public void A_use_is_found_between_a_folder_and_the_one_around_it()
    {
        var uses = Uses(
        [
            new Source("Orders/Rule.cs", "namespace Dispatch.Orders; class Rule { Desk.Batch? batch; }"),
            new Source("Orders/Desk/Batch.cs", "namespace Dispatch.Orders.Desk; class Batch { Rule? rule; }"),
        ]);

        Assert.That(uses.Select(use => $"{use}"), Is.EqualTo((string[])
        [
            "Orders/Desk/Batch.cs:1: Orders/Desk uses Orders (Dispatch.Orders.Rule)",
            "Orders/Rule.cs:1: Orders uses Orders/Desk (Dispatch.Orders.Desk.Batch)",
        ]));
    }

    [Test]
    public void A_use_that_does_not_matter_is_left_out()
    {
        Source table = new("Storage/Table.cs", "namespace Dispatch.Storage; class Table { Clocks.Clock? clock; }");

        var uses = FolderUse.In("Dispatch", [Clock, Order, table], (from, _) => from == "Orders");

        Assert.That(uses.Select(use => use.From).Distinct(), Is.EqualTo((string[])["Orders"]));
    }

    static IReadOnlyList<FolderUse> Uses(params IReadOnlyList<Source> sources) => FolderUse.In("Dispatch", sources, (_, _) => true);

    static TestCaseData Case(string name, int line, string text) => new(line, text) { TestName = name };
}
