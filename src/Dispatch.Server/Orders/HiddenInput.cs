using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Language;
using Dispatch.Orders;

namespace Dispatch.Server.Orders;

/// <summary>The input of a step as those read it who do not need to reach the merchant.</summary>
static class HiddenInput
{
    const string Phone = "phone";
    const string Photos = "photos";

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>With the telephone number masked.</summary>
    public static JsonElement Of(string input)
    {
        if (!MayHide(input))
            return JsonElement.Parse(input);
        using MemoryStream body = new(input.Length);
        using (Utf8JsonWriter json = new(body, Options))
            Write(json, JsonElement.Parse(input), withPhone: true);
        return JsonElement.Parse(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <summary>Written without the telephone number.</summary>
    public static void Write(Utf8JsonWriter json, string input)
    {
        if (MayHide(input))
            Write(json, JsonElement.Parse(input), withPhone: false);
        else
            json.WriteRawValue(input, skipInputValidation: true);
    }

    static bool MayHide(string input) => input.Contains($"\"{Phone}\"", StringComparison.Ordinal) || PersonalNumbers.MayBeIn(input);

    static void Write(Utf8JsonWriter json, JsonElement value, bool withPhone)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var field in value.EnumerateObject())
                    WriteField(json, field, withPhone);
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item, withPhone);
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(PersonalNumbers.Hidden(value.GetString()!));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    static void WriteField(Utf8JsonWriter json, JsonProperty field, bool withPhone)
    {
        if (field.Name == Phone && !withPhone)
            return;
        json.WritePropertyName(field.Name);
        // With a part of it hidden, what names something would name nothing. Who needs such a photo of an event asks the API.
        if (PersonalData.Codes.Contains(field.Name) && (withPhone || field.Name != Photos))
            field.Value.WriteTo(json);
        else if (field.Name == Phone && field.Value.ValueKind == JsonValueKind.String)
            json.WriteStringValue(PhoneMask.Of(field.Value.GetString()!));
        else
            Write(json, field.Value, withPhone);
    }
}
