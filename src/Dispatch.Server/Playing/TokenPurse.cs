using System.Collections.Concurrent;
using Dispatch.Accounts;
using Dispatch.Storage;

namespace Dispatch.Server.Playing;

/// <summary>Tokens for those who play, made when they are first needed; they expire in a day whatever happens to this process.</summary>
/// <param name="demo">The words of the demo are called with instead: nothing is made.</param>
sealed class TokenPurse(Database database, TimeProvider clock, bool demo)
{
    readonly ConcurrentDictionary<string, Lazy<Task<string>>> tokens = new();

    public Task<string> OfAsync(Caller caller) => demo
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
        var now = clock.GetUtcNow();
        return TokenStore.CreateAsync(database, person, now.AddDays(1), "play", now);
    }
}
