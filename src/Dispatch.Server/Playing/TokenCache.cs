using System.Collections.Concurrent;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Storage;

namespace Dispatch.Server.Playing;

/// <summary>Tokens for the players, made when they are first needed; they expire in a day whatever happens to this process.</summary>
sealed class TokenCache(Database database, TimeProvider time)
{
    readonly ConcurrentDictionary<string, Lazy<Task<string>>> tokens = new();

    // A demo caller signs in with its id, and has no row to make a token for.
    public Task<string> OfAsync(Caller caller) => caller.Id.StartsWith(Person.DemoPrefix, StringComparison.Ordinal)
        ? Task.FromResult(caller.Id)
        : tokens.GetOrAdd(caller.Id, id => new Lazy<Task<string>>(() => MakeAsync(id))).Value;

    /// <summary>Ends them. Call it when no message that carries one can still be waiting.</summary>
    public async Task RevokeAsync()
    {
        foreach (var token in tokens.Values.Where(token => token.Value.IsCompletedSuccessfully))
            await TokenStore.RevokeAsync(database, await token.Value);
    }

    Task<string> MakeAsync(string person)
    {
        var now = time.GetUtcNow();
        return TokenStore.CreateAsync(database, person, now.AddDays(1), "play", now, hourlyFilings: 0);
    }
}
