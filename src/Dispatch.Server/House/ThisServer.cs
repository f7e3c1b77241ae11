using System.Reflection;

namespace Dispatch.Server.House;

/// <summary>This process, as it is told apart from the other servers.</summary>
public sealed class ThisServer(TimeProvider time)
{
    /// <summary>Machine and process.</summary>
    public string Name { get; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Of the program, without the commit it was built from.</summary>
    public static string Version { get; } =
        typeof(ThisServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";
}
