using Dispatch.Orders;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Server.Live;

/// <summary>A step as another server published it: the fields of <see cref="Contracts.OrderStep"/> that pages need.</summary>
public sealed record ForeignStep(
    string Alliance, string Number, int Sequence, string Workflow, int WorkflowVersion, string? From, string To);

/// <summary>Tells the pages of this server of the steps that other servers took.</summary>
/// <remarks>
/// The bus does not say who has a part in an order. That is looked up for many steps at once, and where nobody listens not at all.
/// </remarks>
public sealed class ForeignSteps(LiveSteps steps, Database database, WorkflowLibrary workflows, ILogger<ForeignSteps> log)
{
    public async Task TellAsync(IReadOnlyList<ForeignStep> heard, CancellationToken cancel)
    {
        if (!steps.HasListeners)
        {
            steps.TellAll(); // a page that is just being made listens a moment later
            return;
        }

        var news = heard.Where(step => !steps.Knows(step.Number, step.Sequence)).ToList();
        if (news.Count == 0)
            return;

        var members = await MembersAsync([.. news.Select(step => step.Number).Distinct()], cancel);
        // Of several steps of an order the first says where it stood before them, and each would be news by itself.
        foreach (var step in news)
        {
            var audience = members is null ? null : await AudienceAsync(step, members, cancel);
            steps.Tell(new LiveStep(step.Alliance, step.Number, step.Sequence, audience));
        }
    }

    /// <returns>Null where the database is away: then every page looks.</returns>
    async Task<ILookup<string, string>?> MembersAsync(IReadOnlyCollection<string> numbers, CancellationToken cancel)
    {
        try
        {
            return await OrderList.MembersAsync(database, numbers, cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogDebug(error, "Who has a part in orders could not be looked up");
            return null;
        }
    }

    /// <returns>Null where this program does not know the workflow, such as that of a later version.</returns>
    async Task<Audience?> AudienceAsync(ForeignStep step, ILookup<string, string> members, CancellationToken cancel)
    {
        try
        {
            var workflow = await workflows.FindAsync(step.Workflow, step.WorkflowVersion, cancel);
            return Audience.Of(workflow, step.From is { } from ? [from, step.To] : [step.To], members[step.Number]);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogDebug(error, "Whom a step of {Number} concerns is not known", step.Number);
            return null;
        }
    }
}
