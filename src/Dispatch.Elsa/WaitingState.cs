using Elsa.Workflows.Models;
using Elsa.Workflows.State;

namespace Dispatch.OnElsa;

/// <summary>A workflow that waits at a stage, as Elsa would have stored it.</summary>
/// <remarks>It is never changed: each crossing goes on from a copy.</remarks>
sealed class WaitingState(WorkflowState state)
{
    /// <summary>The bookmark of a step, by its name.</summary>
    readonly Dictionary<string, Bookmark> bookmarks = state.Bookmarks.ToDictionary(bookmark => bookmark.Name);

    public Bookmark? BookmarkOf(string step) => bookmarks.GetValueOrDefault(step);

    /// <remarks>What is shared with the copy is read only: Elsa merges it into the contexts that it makes.</remarks>
    public WorkflowState Copy() => new()
    {
        Id = state.Id,
        DefinitionId = state.DefinitionId,
        DefinitionVersionId = state.DefinitionVersionId,
        DefinitionVersion = state.DefinitionVersion,
        Status = state.Status,
        SubStatus = state.SubStatus,
        IsExecuting = state.IsExecuting,
        Bookmarks = [.. state.Bookmarks],
        CompletionCallbacks = [.. state.CompletionCallbacks],
        ActivityExecutionContexts = [.. state.ActivityExecutionContexts.Select(Copy)],
        Properties = new Dictionary<string, object>(state.Properties),
        ExecutionLogSequence = state.ExecutionLogSequence,
        CreatedAt = state.CreatedAt,
        UpdatedAt = state.UpdatedAt,
    };

    static ActivityExecutionContextState Copy(ActivityExecutionContextState context) => new()
    {
        Id = context.Id,
        CallStackDepth = context.CallStackDepth,
        ParentContextId = context.ParentContextId,
        ScheduledActivityNodeId = context.ScheduledActivityNodeId,
        OwnerActivityNodeId = context.OwnerActivityNodeId,
        // The tokens of a flow's chart are a list in it; where an order just waits there are none, and it is made anew.
        Properties = context.Properties.Where(property => property.Value is not System.Collections.ICollection { Count: 0 }).ToDictionary(),
        Metadata = new Dictionary<string, object>(context.Metadata),
        ActivityState = context.ActivityState is { } inputs ? new Dictionary<string, object>(inputs) : null,
        Status = context.Status,
        IsExecuting = context.IsExecuting,
        FaultCount = context.FaultCount,
        StartedAt = context.StartedAt,
        CompletedAt = context.CompletedAt,
        Tag = context.Tag,
        DynamicVariables = [.. context.DynamicVariables],
    };
}
