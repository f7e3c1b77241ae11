using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Server.Messaging;
using Dispatch.Server.Orders;

namespace Dispatch.Server.Importing;

/// <summary>Files rows through the desk of this process, each under the source that its map names.</summary>
public sealed class DeskFiling(OrderDesk desk, Caller caller)
{
    /// <inheritdoc cref="FileRows"/>
    public async Task<IReadOnlyList<FilingResult>> FileAsync(IReadOnlyList<FileOrder> filings) =>
        await Task.WhenAll(filings.Select(FileAsync));

    async Task<FilingResult> FileAsync(FileOrder filing)
    {
        // Read like a message, so that a row meets the same rules either way.
        CommandReading.Command command = new(
            RabbitTopology.FileOrder, JsonSerializer.SerializeToElement(filing, EventBody.Options), null, null);
        var answer = await CommandReading.Read(command, caller with { Source = filing.Source }).ThenAsync(request => desk.DoAsync(request));

        return answer switch
        {
            { Refusal.Code: Refusal.NotSaved } => throw new ImportStoppedException("The database cannot be reached."),
            { Refusal: { } no } => new FilingResult(FilingOutcome.Refused, RefusalText.Of(no)),
            { Value.Existed: true } => new FilingResult(FilingOutcome.AlreadyThere),
            _ => new FilingResult(FilingOutcome.Filed),
        };
    }
}
