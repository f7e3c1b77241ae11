using System.Diagnostics.CodeAnalysis;

namespace Dispatch.Orders;

/// <summary>
/// Yes, with what comes of it, or no, with the reason: the one shape of every answer, from the reading of a request to the desk.
/// </summary>
/// <typeparam name="T">What a yes carries.</typeparam>
public sealed record Decision<T> where T : class
{
    Decision(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>What comes of it; null where it was refused.</summary>
    public T? Value { get; }

    /// <summary>Why not; null where it was accepted.</summary>
    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Value is not null;

    /// <summary>Goes on with the value; a refusal stays one.</summary>
    public Task<Decision<TNext>> ThenAsync<TNext>(Func<T, Task<Decision<TNext>>> next) where TNext : class =>
        IsAccepted ? next(Value) : Task.FromResult<Decision<TNext>>(Refusal);

    internal static Decision<T> Of(T value) => new(value, null);

    internal static Decision<T> Of(Refusal refusal) => new(null, refusal);

    public static implicit operator Decision<T>(T value) => Of(value);

    public static implicit operator Decision<T>(Refusal refusal) => Of(refusal);
}

/// <summary>What the rule of a step says.</summary>
public static class Decision
{
    /// <param name="step">As it goes into the history: with what the rule settled.</param>
    public static Decision<IStep> Accept(IStep step) => Decision<IStep>.Of(step);

    public static Decision<IStep> Refuse(Refusal refusal) => refusal;

    public static Decision<IStep> Refuse(string code, params IReadOnlyList<string> names) => Refusal.Of(code, names);
}
