namespace Dispatch.Outbox;

/// <summary>How relays share the outbox: an order is always in the same partition, a partition with one relay at a time.</summary>
public static class Partition
{
    /// <summary>As many as the schema makes; also the most relays that can share the work.</summary>
    public const int Count = 16;

    /// <summary>The last byte of an order's id, which is random in a version 7 id.</summary>
    public static short Of(Guid orderId)
    {
        Span<byte> bytes = stackalloc byte[16];
        orderId.TryWriteBytes(bytes);
        return (short)(bytes[15] % Count);
    }
}
