using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Server.Messaging;

namespace Dispatch.Server.Importing;

/// <summary>The rows of a table up to some line, by what identifies them: tells a row that contradicts an earlier one.</summary>
sealed class RowsSoFar
{
    // Digests, for the sake of tables of some million rows.
    readonly Dictionary<UInt128, (long Line, UInt128 Content)> rows = [];

    /// <summary>Adds a row.</summary>
    /// <returns>Why it cannot be filed: an earlier row has the same external id and says something else; null when none has.</returns>
    public string? Add(long line, FileOrder filing)
    {
        var id = DigestOf(new { filing.Alliance, filing.Source, filing.ExternalId });
        var content = DigestOf(filing);
        return rows.TryAdd(id, (line, content)) || rows[id].Content == content
            ? null
            : $"Line {line} has the external id '{filing.ExternalId}' of line {rows[id].Line} and says something else.";
    }

    static UInt128 DigestOf<T>(T value) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, EventBody.Options)));
}
