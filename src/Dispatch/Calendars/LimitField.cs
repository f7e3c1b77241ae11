using Dispatch.Yaml;

namespace Dispatch.Calendars;

/// <summary>Reads a limit from a key of a file.</summary>
static class LimitField
{
    public static Limit? Limit(this YamlFields fields, YamlEntry? entry)
    {
        if (fields.Text(entry) is not { } words)
            return null;
        if (Calendars.Limit.Read(words) is { } limit)
            return limit;
        entry!.Key.Fault($"\"{words}\" is not a limit; write one such as 2 working hours, 3 working days, 30 urgent minutes or 72 hours.");
        return null;
    }
}
