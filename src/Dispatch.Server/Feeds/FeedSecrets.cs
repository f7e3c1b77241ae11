namespace Dispatch.Server.Feeds;

/// <summary>The address of a feed is a secret, and so no address of a request is written down.</summary>
static class FeedSecrets
{
    /// <summary>Those of the framework that write addresses, in lines and in scopes, once the settings turn them on.</summary>
    static readonly string[] Writers = ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing.Matching.DfaMatcher"];

    /// <summary>Turns them off, whatever the settings say.</summary>
    public static void KeepFeedSecretsOutOfLogs(this IServiceCollection services) =>
        services.PostConfigure<LoggerFilterOptions>(filter =>
        {
            // A rule for one provider goes before a rule for all, however little it says: each that the settings speak of gets ours as well.
            foreach (var provider in filter.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
            {
                foreach (var writer in Writers)
                    filter.Rules.Add(new LoggerFilterRule(provider, writer, LogLevel.None, null));
            }
        });
}
