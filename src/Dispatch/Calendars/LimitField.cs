using Dispatch.Yaml;

namespace Dispatch.Calendars;

/// <summary>Reads a limit from a key of a file.</summary>
static class LimitField
{
    public static Limit? Limit(this YamlFields fields, YamlEntry? entry)
    {
        if (fields.Text(entry) is not { } words)
            return null;
        var limit = Calendars.Limit.Read(words);
        if (limit is null)
        {
            entry!.Key.Fault(
                $"\"{words}\" is not a limit; write one such as 2 working hours, 3 working days, 30 urgent minutes or 72 hours.");
        }
        else if (limit.IsLongerThan(Calendars.Limit.Longest))
        {
            entry!.Key.Fault($"\"{words}\" is longer than a limit may be, which is ten years.");
        }

        return limit;
    }
}
