using Dispatch.Server.Pages;

namespace Dispatch.Server.Workflows;

/// <summary>The page that shows a workflow and where orders stand in it.</summary>
static class WorkflowPages
{
    public static void MapWorkflowPages(this IEndpointRouteBuilder signedIn) => signedIn.MapPage<WorkflowDiagramPage>("/workflow");
}
