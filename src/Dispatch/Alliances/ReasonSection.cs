using Dispatch.Language;
using Dispatch.Yaml;

namespace Dispatch.Alliances;

/// <summary>The reasons in an alliance's file that people pick instead of typing them.</summary>
static class ReasonSection
{
    /// <summary>As many as there are keys to pick one with.</summary>
    const int Most = 9;

    public static IReadOnlyList<Words> Read(YamlValue? value)
    {
        List<Words> reasons = [.. (value?.List() ?? []).Select(AllianceText.Words)];
        if (reasons.Count > Most)
            value!.Fault($"There are {reasons.Count} reasons to pick from; {Most} is the most.");
        return reasons;
    }
}
