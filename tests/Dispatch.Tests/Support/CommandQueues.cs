using RabbitMQ.Client;

namespace Dispatch.Tests.Support;

/// <summary>The queues that the server takes commands from, as seen from outside.</summary>
static class CommandQueues
{
    public const string FileOrder = "dispatch.file-order";
    public const string TakeStep = "dispatch.take-step";
    public const string Errors = "dispatch.errors";

    /// <summary>Returns when the server has declared them all: it answers HTTP a moment earlier.</summary>
    public static Task DeclaredAsync(string broker) => Eventually.ThatAsync(async () =>
    {
        foreach (var queue in (string[])[FileOrder, TakeStep, Errors])
            await CountAsync(broker, queue);
        return true;
    }, Is.True);

    /// <summary>How many commands nobody has taken, or taken without finishing them.</summary>
    public static async Task<uint> WaitingAsync(string broker) => await CountAsync(broker, FileOrder) + await CountAsync(broker, TakeStep);

    public static async Task<uint> CountAsync(string broker, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync(queue);
    }
}
