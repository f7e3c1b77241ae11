using Dispatch.Language;
using Dispatch.Workflows;

namespace Dispatch.Server;

/// <summary>What answers where steps lead: our own engine, or Elsa where the program was built with it.</summary>
/// <param name="Name">As people read it.</param>
/// <param name="Make">Null for our own engine.</param>
/// <param name="Export">Writes a workflow as Elsa Studio imports it; null for our own engine.</param>
/// <param name="Design">Lets a Studio draw; null for our own engine.</param>
public sealed partial record Interpreter(Words Name, MakeRoutes? Make, Func<Workflow, string>? Export, DesignFlows? Design)
{
    /// <param name="engine">The setting: <c>own</c>, <c>elsa</c>, or nothing, which is Elsa where it is there.</param>
    /// <exception cref="UserErrorException">There is no such engine, or not in this program.</exception>
    public static Interpreter Of(string? engine)
    {
        Interpreter? elsa = null;
        FindElsa(ref elsa);
        return engine switch
        {
            null or "" => elsa ?? own,
            "own" => own,
            "elsa" => elsa ?? throw new UserErrorException(
                "Engine is elsa, but this program was built without Elsa: build it with -p:Elsa=true, or set Engine=own."),
            _ => throw new UserErrorException($"Engine is own or elsa, not '{engine}'."),
        };
    }

    static readonly Interpreter own = new(new Words("自有引擎", "our own engine"), null, null, null);

    /// <summary>Written where Elsa is; elsewhere it does nothing.</summary>
    static partial void FindElsa(ref Interpreter? elsa);
}

/// <summary>Serves Elsa's API to a Studio at this machine, until what it returns is disposed of.</summary>
/// <param name="workflows">Each with its file, beside which its drawing is saved.</param>
/// <exception cref="UserErrorException">Others than this machine could reach the address.</exception>
public delegate Task<IAsyncDisposable> DesignFlows(
    IReadOnlyList<(string File, Workflow Workflow)> workflows, string address, CancellationToken cancel);
