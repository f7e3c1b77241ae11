using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Desk;

namespace Dispatch.Server.Messaging;

/// <summary>Makes a request for the desk of a delivery: reads it, finds its caller, and gives it a key where it has none.</summary>
sealed class CommandOpening(FindCaller callers, DeliveryKeys keys, TimeProvider time, ILogger log)
{
    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <param name="Request">What is asked, or why nothing can be done about it.</param>
    /// <param name="Key">Of <see cref="DeliveryKeys"/>, with its caller; null where the sender gave one.</param>
    public sealed record Opened(Decision<StepRequest> Request, (string Caller, string Key)? Key = null);

    /// <exception cref="OperationCanceledException">The server stops, and the message goes back to its queue.</exception>
    public async Task<Opened> OpenAsync(Delivery delivery, CancellationToken stopping)
    {
        try
        {
            var properties = delivery.Properties;
            var token = CommandReading.TokenOf(delivery.Header("authorization"));
            var command = CommandReading.Open(new CommandReading.Message(
                delivery.Queue, delivery.Body, properties.ContentType, token, properties.MessageId is { Length: > 0 } id ? id : null,
                properties.ContentEncoding));
            if (command.MessageId?.Length > StepRequest.LongestKey)
                return new Opened(Refusal.Input("messageId", $"longer-than-{StepRequest.LongestKey}"));

            var caller = command.Token is null ? null : await WithPatienceAsync(() => callers(command.Token, stopping).AsTask(), stopping);
            if (caller is null)
                return new Opened(Refusal.Of(Refusal.UnknownCaller));
            if (command.MessageId is not null)
                return new Opened(CommandReading.Read(command, caller));

            var key = await WithPatienceAsync(() => keys.OfAsync(delivery, caller, stopping), stopping);
            var request = CommandReading.Read(command with { MessageId = key }, caller);
            if (request.Value?.Key == key)
                return new Opened(request, (caller.Id, key));
            keys.Settled(key); // it has a key of another kind, or asks for nothing
            return new Opened(request);
        }
        catch (JsonException error)
        {
            return new Opened(Refusal.Of(Refusal.Unreadable, error.Message));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Never acknowledged it would keep a place among those under way, and one such message after the other would stop the intake.
            log.LogError(error, "A message from {Queue} could not be read", delivery.Queue);
            return new Opened(Refusal.Of(Refusal.Failed));
        }
    }

    /// <summary>Who a caller is stands in the database; while it is away the message waits like every other.</summary>
    async Task<T> WithPatienceAsync<T>(Func<Task<T>> find, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await find();
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning(error, "The caller of a message could not be looked up; trying again");
                await Task.Delay(PauseAfterFailure, time, stopping);
            }
        }
    }
}
