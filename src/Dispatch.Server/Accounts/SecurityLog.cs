using System.Text.Json;

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

    /// <param name="what">Such as <c>signed-in</c>.</param>
    /// <param name="person">Id of the person whose account it is; null where nobody has the name that was typed.</param>
    /// <param name="detail">Why, or which: a code, a way to sign in, the beginning of a hash.</param>
    public void Write(HttpContext? context, string what, string? person, string? detail = null)
    {
        var line = new
        {
            at = time.GetUtcNow(),
            @event = what,
            person,
            by = context is null ? "shell" : context.Features.Get<Dispatch.Accounts.Caller>()?.Id,
            address = context?.Connection.RemoteIpAddress?.ToString(),
            detail,
        };
        log.LogInformation("{Line}", JsonSerializer.Serialize(line, Wire.Options));
    }

    /// <summary>Enough of a hash to find what is meant in a listing.</summary>
    public static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
