using Dispatch.Orders;
using Dispatch.Workflows;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Workflows;

/// <summary>Workflows over HTTP, to read.</summary>
static class WorkflowEndpoints
{
    public static void MapWorkflows(this IEndpointRouteBuilder api)
    {
        api.MapGet("/workflows", All)
            .WithName("listWorkflows")
            .WithSummary("流程列表 The workflows that orders can be filed under")
            .ProducesProblems();

        api.MapGet("/workflows/{name}", Find)
            .WithName("getWorkflow")
            .WithSummary("流程 Stages, desks, steps, inputs and limits of a workflow")
            .Produces<WorkflowView>()
            .ProducesProblems(404);
    }

    static Ok<WorkflowPage> All(WorkflowLibrary workflows) =>
        TypedResults.Ok(new WorkflowPage([.. workflows.All.Select(WorkflowSummary.Of)]));

    static Results<Ok<WorkflowView>, ProblemResult> Find(string name, WorkflowLibrary workflows) =>
        workflows.Current(name) is { } workflow ? TypedResults.Ok(WorkflowView.Of(workflow)) : Problems.Of(Refusal.NoSuchWorkflow, name);
}
