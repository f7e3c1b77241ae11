using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Workflows;

public sealed class TheShippedWorkflows
{
    [Test]
    public void Have_no_fault()
    {
        var readings = WorkflowFile.LoadAll([Situations.WorkflowFolder]);

        Assert.That(readings.SelectMany(reading => reading.Faults), Is.Empty);
        Assert.That(readings.Select(reading => reading.Workflow!.Name), Is.EqualTo((string[])["merchant-order", "volunteer-post"]));
    }
}
