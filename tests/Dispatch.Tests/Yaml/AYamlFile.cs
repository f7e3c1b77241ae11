using Dispatch.Yaml;

namespace Dispatch.Tests.Yaml;

public sealed class AYamlFile
{
    [Test]
    public void A_YAML_file_keeps_every_scalar_as_it_is_written()
    {
        var top = new YamlFile("small.yaml", "code: 0110\nopen: no\nquoted: '~'\nnothing: ~\n").Top!;

        var entries = top.Entries().ToDictionary(entry => entry.Name, entry => entry.Value);
        Assert.That(entries.Values.Select(value => value.Scalar), Is.EqualTo((string?[])["0110", "no", "~", null]));
        Assert.That(entries.Where(entry => entry.Value.IsEmpty).Select(entry => entry.Key), Is.EqualTo((string[])["nothing"]));
    }

    [TestCase("a: 1\na: 2", 2, "\"a\" occurs twice in this value", TestName = "A_key_given_twice_is_a_fault")]
    [TestCase("a: 1\n[b]: 2", 2, "A text is expected here", TestName = "A_key_that_is_not_a_text_is_a_fault")]
    [TestCase("a: &one 1\nb: *one", 2, "aliases are not read", TestName = "An_alias_is_a_fault")]
    [TestCase("a: 1\n---\nb: 2", 2, "A second document begins here", TestName = "A_second_document_is_a_fault")]
    [TestCase("a: 1\nb: c", 2, "no key 'b'", TestName = "An_unknown_key_is_a_fault")]
    public void One_fault_of_a_YAML_file_does_not_hide_another(string text, int line, string sentence)
    {
        // The key that is missing shows that the one fault does not hide the other.
        var file = new YamlFile("small.yaml", text);
        file.Top!.Keys("a", "missing").Require("missing");

        Assert.That(file.Faults[0], Is.EqualTo(new FileFault("small.yaml", 1, "The key 'missing' is missing.")));
        Assert.That(file.Faults.Where(fault => fault.Line == line).Select(fault => fault.Sentence), Has.Some.Contains(sentence));
    }

    [TestCase("", 1, "The file is empty")]
    [TestCase("a: 1\nb: [\n", 3, "This is not YAML")]
    [TestCase("a: 1\nb: 'c", 2, "This is not YAML")]
    [TestCase("a: 1\n? {{{{{{{{{{{{{{{{", 2, "nested deeper")]
    public void An_unreadable_YAML_file_has_one_fault_and_no_content(string text, int line, string sentence)
    {
        var file = new YamlFile("small.yaml", text);

        Assert.That(file.Top, Is.Null);
        Assert.That(file.Faults.Single().Line, Is.EqualTo(line));
        Assert.That(file.Faults.Single().Sentence, Does.Contain(sentence));
    }
}
