using Dispatch.Language;
using Dispatch.OnElsa;

namespace Dispatch.Server;

/// <summary>Compiled only where Elsa is.</summary>
public sealed partial record Interpreter
{
    static partial void FindElsa(ref Interpreter? elsa) =>
        elsa = new Interpreter(
            new Words(ElsaEngine.Name, ElsaEngine.Name), ElsaEngine.MakeRoutes, ElsaEngine.Export, FlowDesign.StartAsync);
}
