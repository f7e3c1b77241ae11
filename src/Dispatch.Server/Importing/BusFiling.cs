using System.Collections.Concurrent;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Server.Messaging;
using Dispatch.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Server.Importing;

/// <summary>Files rows by sending messages to the queue that all servers share.</summary>
/// <remarks>Rows that are already in the database are not sent again, so that a second run goes on where the first stopped.</remarks>
public sealed class BusFiling : IAsyncDisposable
{
    readonly IConnection connection;
    readonly IChannel channel;
    readonly Database database;
    readonly TokenFor tokenFor;
    readonly ConcurrentDictionary<string, Task<string>> tokens = new();

    BusFiling(IConnection connection, IChannel channel, Database database, TokenFor tokenFor) =>
        (this.connection, this.channel, this.database, this.tokenFor) = (connection, channel, database, tokenFor);

    /// <summary>Makes a token with which rows of a source are filed.</summary>
    public delegate Task<string> TokenFor(string? source);

    /// <exception cref="BrokerUnreachableException">The broker does not answer.</exception>
    public static async Task<BusFiling> OpenAsync(string broker, Database database, TokenFor tokenFor, CancellationToken cancel)
    {
        var connection = await new RabbitConnections(broker).OpenAsync(cancel);
        CreateChannelOptions confirming = new(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null);
        var channel = await connection.CreateChannelAsync(confirming, cancel);
        // Where no server has run yet the messages wait for the first one.
        await RabbitTopology.DeclareAsync(channel, cancel);
        return new BusFiling(connection, channel, database, tokenFor);
    }

    /// <inheritdoc cref="FileRows"/>
    public async Task<IReadOnlyList<FilingResult>> FileAsync(IReadOnlyList<FileOrder> filings)
    {
        var known = await KnownRows.AmongAsync(database, filings, CancellationToken.None);
        try
        {
            return await Task.WhenAll(filings.Select(filing =>
                known.ResultOf(filing) is { } result ? Task.FromResult(result) : SendAsync(filing)));
        }
        catch (Exception error) when (error is RabbitMQClientException or IOException or ObjectDisposedException)
        {
            throw new ImportStoppedException($"The broker no longer takes messages ({error.Message.TrimEnd('.')}).");
        }
    }

    async Task<FilingResult> SendAsync(FileOrder filing)
    {
        var token = await tokens.GetOrAdd(filing.Source ?? "", _ => tokenFor(filing.Source));
        BasicProperties properties = new()
        {
            MessageId = MessageIdOf(filing),
            Type = nameof(FileOrder),
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            AppId = "dispatch import",
            Persistent = true,
            Headers = new Dictionary<string, object?> { ["authorization"] = $"Bearer {token}" },
        };
        await channel.BasicPublishAsync(
            RabbitTopology.Commands, RabbitTopology.KeyOf(RabbitTopology.FileOrder), mandatory: true, properties,
            JsonSerializer.SerializeToUtf8Bytes(filing, EventBody.Options), CancellationToken.None);
        return new FilingResult(FilingOutcome.Sent);
    }

    /// <summary>The same for the same row in every run; identifies the row in the error queue.</summary>
    public static string MessageIdOf(FileOrder filing) => $"import:{filing.Alliance}:{filing.Source}:{filing.ExternalId}";

    /// <summary>How many messages no server has taken yet.</summary>
    public Task<uint> CountWaitingAsync(CancellationToken cancel) => channel.MessageCountAsync(RabbitTopology.FileOrder, cancel);

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
