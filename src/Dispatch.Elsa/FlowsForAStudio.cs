using Elsa.Mediator.Contracts;
using Elsa.Workflows;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Management.Materializers;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Management.Notifications;
using Elsa.Workflows.Runtime;

namespace Dispatch.OnElsa;

/// <summary>Shows the workflows to a Studio, checks what is published there, and saves it.</summary>
sealed class FlowsForAStudio(DrawnFiles files, IActivitySerializer serializer, WorkflowDefinitionMapper mapper)
    : IWorkflowsProvider, INotificationHandler<WorkflowDefinitionValidating>, INotificationHandler<WorkflowDefinitionPublished>
{
    public string Name => "Dispatch";

    public ValueTask<IEnumerable<MaterializedWorkflow>> GetWorkflowsAsync(CancellationToken cancellationToken = default) => new(
    [
        .. files.Workflows.Select(workflow => new MaterializedWorkflow(
            mapper.Map(serializer.Deserialize<WorkflowDefinitionModel>(ElsaEngine.Export(workflow))), Name,
            JsonWorkflowMaterializer.MaterializerName)),
    ]);

    public Task HandleAsync(WorkflowDefinitionValidating notification, CancellationToken cancellationToken)
    {
        var workflow = notification.Workflow;
        foreach (var fault in files.FaultsOf(workflow.Identity.DefinitionId, serializer.Serialize(mapper.Map(workflow))))
            notification.ValidationErrors.Add(new WorkflowValidationError(fault));
        return Task.CompletedTask;
    }

    public async Task HandleAsync(WorkflowDefinitionPublished notification, CancellationToken cancellationToken)
    {
        var definition = notification.WorkflowDefinition;
        files.Save(definition.DefinitionId, serializer.Serialize(await mapper.MapAsync(definition, cancellationToken)));
    }
}
