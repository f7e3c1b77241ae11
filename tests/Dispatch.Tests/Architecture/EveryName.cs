using System.Collections;
using System.Reflection;
using NUnit.Framework.Interfaces;

namespace Dispatch.Tests.Architecture;

public sealed class EveryName
{
    /// <summary>A sentence that is longer says two things, or tells how instead of what.</summary>
    const int Longest = 80;

    const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    const string OfACase = "The_name_of_a_case_is_seen";
    const string OfAnotherCase = "The_name_of_a_case_in_an_attribute_is_seen";

    static readonly TestCaseData[] Named = [new(OfACase) { TestName = OfACase }];

    [Test]
    public void The_name_of_a_test_is_a_short_sentence()
    {
        var names = Names(typeof(EveryName).Assembly.GetTypes()).ToList();

        Assert.That(names, Does.Contain((nameof(EveryName), nameof(The_name_of_a_test_is_a_short_sentence))));
        Findings.AreNone(TooLong(names));
    }

    [Test]
    public void A_name_that_is_too_long_is_found()
    {
        var (fits, tooLong) = (new string('a', Longest), new string('a', Longest + 1));

        Assert.That(TooLong([("Fixture", fits), ("Fixture", tooLong)]), Is.EqualTo((string[])[$"Fixture.{tooLong} has 81 characters"]));
    }

    [TestCaseSource(nameof(Named))]
    [TestCase(OfAnotherCase, TestName = OfAnotherCase)]
    [TestCase(nameof(The_name_of_a_test_with_cases_is_seen))]
    public void The_name_of_a_test_with_cases_is_seen(string name) =>
        Assert.That(Names([typeof(EveryName)]).Select(test => test.Name), Has.Exactly(1).EqualTo(name));

    static IEnumerable<string> TooLong(IEnumerable<(string Fixture, string Name)> tests) =>
        tests.Where(test => test.Name.Length > Longest).Select(test => $"{test.Fixture}.{test.Name} has {test.Name.Length} characters");

    /// <summary>The names of all tests, those of single cases too.</summary>
    static IEnumerable<(string Fixture, string Name)> Names(IEnumerable<Type> types) =>
        from type in types
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
}
