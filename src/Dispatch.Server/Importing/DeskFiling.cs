using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Server.Messaging;

namespace Dispatch.Server.Importing;

/// <summary>Files rows through the desk of this process.</summary>
public sealed class DeskFiling(OrderDesk desk, Caller caller)
{
    /// <inheritdoc cref="FileRows"/>
    public async Task<IReadOnlyList<Handed>> FileAsync(IReadOnlyList<FileOrder> filings) =>
        await Task.WhenAll(filings.Select(FileAsync));

    async Task<Handed> FileAsync(FileOrder filing)
    {
        // Read as a message is, so that a row meets the same rules whichever way it goes.
        CommandReading.Command command = new(RabbitTopology.FileOrder, JsonSerializer.SerializeToElement(filing, EventBody.Options), null, null);
        var answer = await CommandReading.Read(command, caller).ThenAsync(request => desk.DoAsync(request));

        return answer switch
        {
            { Refusal.Code: Refusal.NotSaved } => throw new ImportStoppedException("The database cannot be reached."),
            { Refusal: { } no } => new Handed(HandedOutcome.Refused, RefusalText.Of(no)),
            { Value.Existed: true } => new Handed(HandedOutcome.AlreadyThere),
            _ => new Handed(HandedOutcome.Filed),
        };
    }
}
