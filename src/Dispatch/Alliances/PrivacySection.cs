using Dispatch.Yaml;

namespace Dispatch.Alliances;

/// <summary>What an alliance's file says of personal data.</summary>
static class PrivacySection
{
    const string ForgetAfter = "forget after";

    /// <summary>How long they are kept after the end of an order; null for as long as the order is.</summary>
    public static RetentionPeriod? Read(YamlValue? value)
    {
        if (value?.Keys(ForgetAfter).Require(ForgetAfter) is not { } after || after.Text(40) is not { } words)
            return null;
        var period = RetentionPeriod.Read(words);
        if (period is null)
            after.Fault($"'{words}' is not a period; examples are 90 days, 6 months and 2 years.");
        else if (!period.IsAllowed)
            after.Fault($"Personal data are kept from 30 days to 100 years after an order has ended, not '{words}'.");
        return period;
    }

    /// <summary>The section as a file has it; null where personal data are kept.</summary>
    public static IReadOnlyDictionary<string, object?>? Of(RetentionPeriod? period) =>
        period is null ? null : new Dictionary<string, object?> { [ForgetAfter] = period.Words.En };
}
