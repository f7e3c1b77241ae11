using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dispatch.Server.Messaging;

/// <summary>Finds what would let a reader act for the sender, and takes it out.</summary>
/// <remarks>What is compressed or encrypted cannot be looked into.</remarks>
static partial class Credentials
{
    /// <summary>Stands in the place of a credential.</summary>
    public const string Removed = "(removed)";

    static readonly HashSet<string> Names = new(
        [
            "authorization", "proxyauthorization", "token", "accesstoken", "refreshtoken", "apikey", "xapikey",
            "password", "secret", "cookie",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header or a field of this name holds a credential, whatever it looks like.</summary>
    public static bool IsNameOfOne(string name) =>
        Names.Contains(name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal));

    public static bool AreIn(string text) => Token().IsMatch(text);

    public static string Without(string text) => Token().Replace(text, Removed);

    /// <summary>A body without them; the very same one where it has none.</summary>
    /// <remarks>
    /// All but the credentials stays byte for byte, so that the message can be sent again. Of JSON the values of telling names go, at any
    /// depth, and tokens inside of any text, however it is escaped. What cannot be read as JSON is searched as plain text.
    /// </remarks>
    public static byte[] Without(byte[] body)
    {
        ArrayBufferWriter<byte> clean = new(Math.Max(body.Length, 1)); // a message may be empty, a buffer not
        var copied = 0; // of the body, as far as it was looked at
        var changed = false;
        Utf8JsonReader json = new(body, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var telling = false; // the name before said that this value is one
        try
        {
            while (json.Read())
            {
                switch (json.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        var name = json.GetString()!;
                        telling = IsNameOfOne(name);
                        Put(name, Without(name), (int)json.TokenStartIndex, (int)json.BytesConsumed, ":");
                        break;
                    case JsonTokenType.String:
                        var text = json.GetString()!;
                        Put(text, telling ? Removed : Without(text), (int)json.TokenStartIndex, (int)json.BytesConsumed, "");
                        break;
                    case JsonTokenType.Number when telling:
                        Put("", Removed, (int)json.TokenStartIndex, (int)json.BytesConsumed, "");
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.EndArray:
                        telling = false; // but for the texts of a list, each of which is one
                        break;
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // No JSON from here on, or text that is no UTF-8.
            var rest = Encoding.Latin1.GetString(body.AsSpan(copied));
            var cleaned = Token().Replace(TellingField().Replace(rest, $"$1{Removed}"), Removed);
            changed |= cleaned.Length != rest.Length || cleaned != rest;
            clean.Write(Encoding.Latin1.GetBytes(cleaned));
            copied = body.Length;
        }

        clean.Write(body.AsSpan(copied));
        return changed ? clean.WrittenSpan.ToArray() : body;

        void Put(string before, string after, int start, int end, string behind)
        {
            if (before == after)
                return;
            changed = true;
            clean.Write(body.AsSpan(copied, start - copied));
            clean.Write(Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(after)}\"{behind}"));
            copied = end;
        }
    }

    // Ours wherever they stand, also in text of two bytes a character; others as they stand in a header.
    [GeneratedRegex(@"d\0?s\0?p\0?_(?:\0?[A-Za-z0-9_-])*|(?i:\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{16,}")]
    private static partial Regex Token();

    [GeneratedRegex(
        """
        (" (?: (?:proxy[-_]?)?authorization | (?:access[-_]?|refresh[-_]?)?token | (?:x[-_]?)?api[-_]?key | password | secret | cookie )
         " \s* : \s* "? )
        [^"]*
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex TellingField();
}
