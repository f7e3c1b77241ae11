using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Server.Messaging;
using Dispatch.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Server.Importing;

/// <summary>Files rows by messages to the queue of whichever server takes them.</summary>
/// <remarks>Rows that the database knows are not sent again: that is how a second run goes on where the first stopped.</remarks>
public sealed class BusFiling : IAsyncDisposable
{
    readonly IConnection connection;
    readonly IChannel channel;
    readonly Database database;
    readonly string token;

    BusFiling(IConnection connection, IChannel channel, Database database, string token) =>
        (this.connection, this.channel, this.database, this.token) = (connection, channel, database, token);

    /// <exception cref="BrokerUnreachableException">The broker is away.</exception>
    public static async Task<BusFiling> OpenAsync(string broker, Database database, string token, CancellationToken cancel)
    {
        var connection = await new RabbitConnections(broker).OpenAsync(cancel);
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null), cancel);
        // Where no server has run yet the messages wait for the first.
        await RabbitTopology.DeclareAsync(channel, cancel);
        return new BusFiling(connection, channel, database, token);
    }

    /// <inheritdoc cref="FileRows"/>
    public async Task<IReadOnlyList<Handed>> FileAsync(IReadOnlyList<FileOrder> filings)
    {
        var known = await KnownRows.AmongAsync(database, filings, CancellationToken.None);
        try
        {
            return await Task.WhenAll(filings.Select(filing => known.Contains(filing)
                ? Task.FromResult(new Handed(HandedOutcome.AlreadyThere))
                : SendAsync(filing)));
        }
        catch (Exception error) when (error is RabbitMQClientException or IOException or ObjectDisposedException)
        {
            throw new ImportStoppedException($"The broker does not take messages any more ({error.Message.TrimEnd('.')}).");
        }
    }

    async Task<Handed> SendAsync(FileOrder filing)
    {
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
            "", RabbitTopology.FileOrder, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(filing, EventBody.Options), CancellationToken.None);
        return new Handed(HandedOutcome.Sent);
    }

    /// <summary>The same for the same row in every run; tells in the error queue which row it was.</summary>
    public static string MessageIdOf(FileOrder filing) => $"import:{filing.Alliance}:{filing.Source}:{filing.ExternalId}";

    /// <summary>How many messages lie in the queue that no server has taken yet.</summary>
    public Task<uint> WaitingAsync(CancellationToken cancel) => channel.MessageCountAsync(RabbitTopology.FileOrder, cancel);

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>Which of some rows the database has orders for.</summary>
public sealed class KnownRows
{
    readonly HashSet<(string Alliance, string? Source, string Id)> known = [];

    KnownRows() { }

    public bool Contains(FileOrder filing) => filing.ExternalId is { } id && known.Contains((filing.Alliance, filing.Source, id));

    /// <summary>Asks once for each source that occurs, which is most often one.</summary>
    public static async Task<KnownRows> AmongAsync(Database database, IReadOnlyList<FileOrder> filings, CancellationToken cancel)
    {
        KnownRows rows = new();
        foreach (var same in filings.Where(filing => filing is { Source: not null, ExternalId: not null }).GroupBy(filing => (filing.Alliance, filing.Source)))
        {
            foreach (var id in await OrderList.KnownAsync(database, same.Key.Alliance, same.Key.Source!, [.. same.Select(filing => filing.ExternalId!)], cancel))
                rows.known.Add((same.Key.Alliance, same.Key.Source, id));
        }

        return rows;
    }
}
