using Elsa.Expressions.JavaScript.Notifications;
using Elsa.Extensions;
using Elsa.Mediator.Contracts;

namespace Dispatch.OnElsa;

/// <summary>What the conditions of a drawing have of Elsa: <c>getInput</c> for the facts, and nothing else.</summary>
sealed class FactsForScripts : INotificationHandler<EvaluatingJavaScript>
{
    public Task HandleAsync(EvaluatingJavaScript notification, CancellationToken cancellationToken)
    {
        notification.Engine.SetValue("getInput", (Func<string, object?>)(name => notification.Context.GetInput(name)));
        return Task.CompletedTask;
    }
}
