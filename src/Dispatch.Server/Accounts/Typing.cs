namespace Dispatch.Server.Accounts;

/// <summary>What people type into the fields of signing in, where Chinese keyboards often stand at full-width letters.</summary>
static class Typing
{
    const char FirstWide = '！';
    const char LastWide = '～';
    const char WideSpace = '　';

    /// <summary>Full-width letters, digits and signs as their plain ones; everything else as it is.</summary>
    /// <remarks>string.Normalize does nothing in a process without cultures, as this one is.</remarks>
    public static string Plain(string typed) => string.Create(typed.Length, typed, static (plain, typed) =>
    {
        for (var index = 0; index < typed.Length; index++)
        {
            plain[index] = typed[index] switch
            {
                >= FirstWide and <= LastWide and var wide => (char)(wide - FirstWide + '!'),
                WideSpace => ' ',
                var other => other,
            };
        }
    });
}
