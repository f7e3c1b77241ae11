using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Workflows;

public sealed class WorkflowFiles
{
    string folder = "";

    [SetUp]
    public void Makes_a_folder() => folder = Directory.CreateTempSubdirectory("workflows").FullName;

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Workflow_files_of_a_folder_are_read_in_the_order_of_their_names()
    {
        Write("b.yaml", Situations.MerchantOrder.Text);
        Write("a.yml", Situations.VolunteerPost.Text);
        Write("readme.md", "no workflow");

        Assert.That(
            WorkflowFile.LoadAll([folder]).Select(reading => reading.Workflow?.Name),
            Is.EqualTo((string[])["volunteer-post", "merchant-order"]));
    }

    [Test]
    public void Two_versions_of_a_workflow_may_coexist_but_not_one_version_twice()
    {
        Write("1.yaml", Situations.MerchantOrder.Text);
        Write("2.yaml", Situations.MerchantOrder.Text.Replace("version: 3", "version: 4", StringComparison.Ordinal));
        Write("3.yaml", Situations.MerchantOrder.Text);

        var readings = WorkflowFile.LoadAll([folder]);

        Assert.That(readings.Select(reading => reading.Workflow?.Version), Is.EqualTo((int?[])[3, 4, null]));
        Assert.That(readings[2].Faults.Single().Sentence, Does.StartWith("Workflow merchant-order version 3 is already in"));
    }

    [Test]
    public void A_workflow_file_named_twice_is_read_once() =>
        Assert.That(WorkflowFile.LoadAll([Write("1.yaml", Situations.MerchantOrder.Text), folder]), Has.Count.EqualTo(1));

    [Test]
    public void A_missing_workflow_file_and_an_empty_folder_are_faults() =>
        Assert.That(
            WorkflowFile.LoadAll([Path.Combine(folder, "none.yaml"), folder]).Select(reading => reading.Faults.Single().Sentence),
            Is.EqualTo((string[])
            [
                $"The file cannot be read: Could not find file '{Path.Combine(folder, "none.yaml")}'.",
                "The folder has no workflow in it.",
            ]));

    string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
