using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework.Interfaces;

namespace Dispatch.Tests.Architecture;

public sealed partial class EveryName
{
    const int Longest = 80;

    /// <summary>Words that are written with a capital in their middle.</summary>
    static readonly string[] Spelled = ["PostgreSQL", "RabbitMQ", "MassTransit", "KiB", "GitHub"];

    const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    [Test]
    public void The_name_of_a_test_is_a_short_sentence()
    {
        var names = Names(typeof(EveryName).Assembly).ToList();

        Assert.That(names, Does.Contain((nameof(EveryName), nameof(The_name_of_a_test_is_a_short_sentence))));
        Findings.AreNone(
            names.Where(test => Fault(test.Name) is not null).Select(test => $"{test.Fixture}.{test.Name} {Fault(test.Name)}"));
    }

    [TestCase("Closes_an_order_that_nobody_claimed", null)]
    [TestCase("Keeps_a_row_when_PostgreSQL_is_killed", null)]
    [TestCase("Refuses", "is one word: say what holds")]
    [TestCase("ClosesTheOrder_at_once", "joins words without an underscore")]
    [TestCase("Closes an order", "has a character that is no letter, digit or underscore")]
    [TestCase(
        "Goes_back_to_the_chair_when_the_check_finds_it_not_done_and_can_then_be_claimed_from_the_pool", "has 93 characters, more than 80")]
    public void The_name_of_a_test_can_be_at_fault(string name, string? fault) => Assert.That(Fault(name), Is.EqualTo(fault));

    static string? Fault(string name) => name switch
    {
        { Length: > Longest } => $"has {name.Length} characters, more than {Longest}",
        _ when !Words().IsMatch(name) => "has a character that is no letter, digit or underscore",
        _ when !name.Contains('_', StringComparison.Ordinal) => "is one word: say what holds",
        _ when name.Split('_').Except(Spelled).Any(word => CapitalInside().IsMatch(word)) => "joins words without an underscore",
        _ => null,
    };

    /// <summary>The names of all tests, those of single cases too.</summary>
    static IEnumerable<(string Fixture, string Name)> Names(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(Everything | BindingFlags.DeclaredOnly)
        let attributes = method.GetCustomAttributes().Where(attribute => attribute is ITestBuilder or ISimpleTestBuilder).ToList()
        where attributes.Count > 0
        from name in attributes.SelectMany(attribute => NamesOfCases(attribute, type)).Prepend(method.Name).Distinct()
        select (type.Name, name);

    static IEnumerable<string> NamesOfCases(Attribute attribute, Type fixture) => attribute switch
    {
        TestCaseAttribute { TestName: { } name } => [name],
        TestCaseSourceAttribute { SourceName: { } source } from => Cases(from.SourceType ?? fixture, source)
            .OfType<ITestCaseData>().Select(test => test.TestName).OfType<string>(),
        _ => [],
    };

    static IEnumerable<object?> Cases(Type type, string source)
    {
        var cases = type.GetMember(source, Everything)[0] switch
        {
            FieldInfo field => field.GetValue(null),
            PropertyInfo property => property.GetValue(null),
            MethodInfo method when method.GetParameters().Length == 0 => method.Invoke(null, null),
            _ => null,
        };
        return (cases as IEnumerable)?.Cast<object?>() ?? [];
    }

    [GeneratedRegex(@"^\w+\z")]
    private static partial Regex Words();

    [GeneratedRegex("[a-z][A-Z]")]
    private static partial Regex CapitalInside();
}
