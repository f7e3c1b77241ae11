using System.Text.Json;
using Dispatch.Orders;

namespace Dispatch.Server.Accounts;

/// <summary>Who came in, who was refused, and what changed about accounts, sessions and tokens: a line of JSON each.</summary>
/// <remarks>
/// No secret stands in it, and no name that nobody has: people type their password where the name belongs. Settings send its category
/// wherever it is kept, like that of any other log.
/// </remarks>
sealed class SecurityLog(ILoggerFactory loggers, TimeProvider time)
{
    public const string Category = "Dispatch.Security";

    readonly ILogger log = loggers.CreateLogger(Category);

    /// <param name="context">The request; null at the shell.</param>
    /// <param name="what">Such as <c>signed-in</c>.</param>
    /// <param name="person">Id of the person whose account it is; null where nobody has the name that was typed.</param>
    /// <param name="detail">Why, or which: a code, a way to sign in, the beginning of a hash.</param>
    public void Write(HttpContext? context, string what, string? person, string? detail = null)
    {
        context?.Features.Set(new Written());
        Write(
            what, person, context is null ? "shell" : context.Features.Get<Dispatch.Accounts.Caller>()?.Id,
            context?.Connection.RemoteIpAddress?.ToString(), detail);
    }

    /// <summary>A command from a queue was refused because of who sent it.</summary>
    public void WriteOnBus(string queue, Refusal refusal) => Write("refused", null, "bus", null, $"{refusal.Code} {queue}");

    void Write(string what, string? person, string? by, string? address, string? detail)
    {
        var line = new { at = time.GetUtcNow(), @event = what, person, by, address, detail };
        log.LogInformation("{Line}", JsonSerializer.Serialize(line, Wire.Options));
    }

    /// <summary>For a command: what it does is written where its other logs go.</summary>
    public static SecurityLog AtTheShell(IServiceProvider services) =>
        new(services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<TimeProvider>());

    /// <summary>Something was written about this request already.</summary>
    internal sealed record Written;

    /// <summary>Enough of a hash to find what is meant in a listing.</summary>
    public static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
