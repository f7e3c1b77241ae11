namespace Dispatch.Storage;

/// <summary>Instants as both databases keep them.</summary>
public static class StoredInstant
{
    /// <summary>Cuts an instant to whole microseconds.</summary>
    public static DateTimeOffset WholeMicroseconds(this DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
