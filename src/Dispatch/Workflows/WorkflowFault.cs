namespace Dispatch.Workflows;

/// <summary>Something in a workflow file that would make orders go wrong.</summary>
/// <param name="File">As it was given to the reader.</param>
/// <param name="Line">Counts from 1.</param>
/// <param name="Sentence">What is wrong and what would be right, in English.</param>
public sealed record WorkflowFault(string File, int Line, string Sentence)
{
    public override string ToString() => $"{File}:{Line}: {Sentence}";
}

/// <summary>What came of reading a workflow file: the workflow, or every fault that was found.</summary>
/// <param name="Workflow">Null where there are faults.</param>
/// <param name="Faults">In the order of their lines; empty where there is a workflow.</param>
public sealed record WorkflowReading(string File, Workflow? Workflow, IReadOnlyList<WorkflowFault> Faults);

/// <summary>Gathers the faults of one file.</summary>
sealed class FaultList(string file)
{
    readonly List<WorkflowFault> faults = [];

    public bool Any => faults.Count > 0;

    public IReadOnlyList<WorkflowFault> InOrder => [.. faults.OrderBy(fault => fault.Line)];

    public void Add(int line, string sentence) => faults.Add(new WorkflowFault(file, line, sentence));
}
