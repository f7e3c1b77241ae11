using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Server.Accounts;
using Dispatch.Server.Alliances;
using Dispatch.Storage;
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

        api.MapGet("/workflows/{name}/counts", CountsAsync)
            .WithName("countStages")
            .WithSummary("各环节件数 How many orders of an alliance stand at each stage that somebody holds, and how many of them are late")
            .WithMetadata(new QueryMetadata(["alliance"]))
            .Produces<StageCountPage>()
            .ProducesProblems(403, 404, 422);
    }

    static async Task<Results<Ok<StageCountPage>, ProblemResult>> CountsAsync(
        string name, HttpContext context, Database database, AllianceDirectory alliances, WorkflowLibrary workflows, TimeProvider time,
        CancellationToken cancel)
    {
        var caller = context.Caller();
        QueryReader query = new(context.Request.Query);
        var code = query.Text("alliance") ?? caller.Alliance;
        if (code is null)
            return Problems.Of(Refusal.Input("alliance", "required"));
        if (query.Problem() is { } problem)
            return problem;
        if (await alliances.FindVisibleAsync(caller, code, cancel) is null)
            return Problems.Of(Refusal.NoSuchAlliance, code);
        if (workflows.Current(name) is null)
            return Problems.Of(Refusal.NoSuchWorkflow, name);
        // A merchant sees its own orders only, and no sum of others'.
        if (caller.Merchant is not null)
            return Problems.Of(Problems.Forbidden);
        var counts = await StageCountList.OfAsync(database, workflows, code, name, time.GetUtcNow(), cancel);
        return TypedResults.Ok(new StageCountPage([.. counts.Select(StageCountView.Of)]));
    }

    static Ok<WorkflowPage> All(WorkflowLibrary workflows) =>
        TypedResults.Ok(new WorkflowPage([.. workflows.All.Select(WorkflowSummary.Of)]));

    static Results<Ok<WorkflowView>, ProblemResult> Find(string name, WorkflowLibrary workflows) =>
        workflows.Current(name) is { } workflow ? TypedResults.Ok(WorkflowView.Of(workflow)) : Problems.Of(Refusal.NoSuchWorkflow, name);
}
