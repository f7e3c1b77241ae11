using Dispatch.Alliances;
using System.Collections.Concurrent;
using Dispatch.Accounts;
using Dispatch.Storage;

namespace Dispatch.Server.Playing;

/// <summary>Tokens for those who play, made when they are first needed; they expire in a day whatever happens to this process.</summary>
sealed class TokenPurse(Database database, TimeProvider time)
{
    readonly ConcurrentDictionary<string, Lazy<Task<string>>> tokens = new();

    // A caller of the demo has its word, and no row to make a token for.
    public Task<string> OfAsync(Caller caller) => caller.Id.StartsWith(Person.DemoPrefix, StringComparison.Ordinal)
        ? Task.FromResult(caller.Id)
        : tokens.GetOrAdd(caller.Id, id => new Lazy<Task<string>>(() => MakeAsync(id))).Value;

    /// <summary>Ends them; not while a message that carries one may still wait.</summary>
    public async Task RevokeAsync()
    {
        foreach (var token in tokens.Values.Where(token => token.Value.IsCompletedSuccessfully))
            await TokenStore.RevokeAsync(database, await token.Value);
    }

    Task<string> MakeAsync(string person)
    {
        var now = time.GetUtcNow();
        return TokenStore.CreateAsync(database, person, now.AddDays(1), "play", now);
    }
}
