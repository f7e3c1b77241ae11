namespace Dispatch.Server.Feeds;

/// <summary>Keeps the addresses of requests out of the log, since the address of a feed is a secret.</summary>
static class FeedSecrets
{
    /// <summary>The loggers of the framework that write addresses, in lines and in scopes, once the settings turn them on.</summary>
    static readonly string[] Loggers = ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing.Matching.DfaMatcher"];

    /// <summary>Turns them off, whatever the settings say.</summary>
    public static void KeepFeedSecretsOutOfLogs(this IServiceCollection services) =>
        services.PostConfigure<LoggerFilterOptions>(filter =>
        {
            // A rule for one provider overrides a rule for all, however general it is: each provider that the settings name gets ours
            // as well.
            foreach (var provider in filter.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
            {
                foreach (var logger in Loggers)
                    filter.Rules.Add(new LoggerFilterRule(provider, logger, LogLevel.None, null));
            }
        });
}
