using Dispatch.Language;

namespace Dispatch.Alliances;

/// <summary>Another alliance has what may be only once in all of them.</summary>
/// <param name="taken">Of <see cref="RegisterName"/>'s lines: <c>prefix</c>, or <c>code</c> of a person.</param>
public sealed class TakenException(string taken, string message) : UserErrorException(message)
{
    public string Field => taken;
}
