using System.CommandLine;
using System.CommandLine.Parsing;

namespace Dispatch.Server.Commands;

/// <summary>
/// Settings at the command line: <c>--key value</c> or <c>--key=value</c>, before the name of a command. The last one counts.
/// </summary>
/// <remarks>Only keys that something reads are options, so that a misspelt one is refused instead of ignored.</remarks>
static class SettingOptions
{
    static readonly (string Key, string Description)[] Keys =
    [
        ("urls", "Where the server listens, such as http://127.0.0.1:5080; several are separated by semicolons."),
        ("http_ports", "Ports for HTTP on every network, in place of --urls."),
        ("https_ports", "Ports for HTTPS on every network, in place of --urls."),
        ("environment", "Production, or Development for the evaluation set-up."),
        ("ConnectionStrings:Dispatch", "The database: 'Host=…;Database=…;Username=…' for PostgreSQL, 'Data Source=FILE' for SQLite."),
        ("NewDatabase", "true for the first start on SQLite: makes the file where there is none. No other start makes one."),
        ("StrictCalendars", "true: a fault in a calendar's file keeps the server from starting. Else it starts with the last good one."),
        ("ConnectionStrings:RabbitMq", "The broker: an amqp:// or amqps:// address; without one the bus is in-process."),
        ("Workflows", "Folder of the workflow files; the one beside the program by default."),
        ("Engine", "What answers where steps lead: own, or elsa where the program was built with it, which is the default then."),
        ("Calendars", "Folder of the working calendars; 'calendars' in the folder of the workflows by default."),
        ("Secrets", "Folder with a file for each secret setting; /run/secrets by default."),
        ("Demo", "true or false: whether the demo alliance and its callers exist; only in Development and on loopback."),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "Where metrics and traces go to by OTLP, such as http://127.0.0.1:4317; nowhere by default."),
        ("Oidc:Authority", "Address of the provider of OpenID Connect that people may come in by; none by default."),
        ("Oidc:ClientId", "What this server is called there."),
        ("Oidc:ClientSecret", "Its secret there; better in a file of the folder of secrets."),
        ("Oidc:Claim", "The claim that tells people apart; sub by default."),
        ("PublicAddress", "Where people reach the server, such as https://dispatch.example.cn; no other name is answered then."),
        ("AllowedHosts", "Names under which the server may be called besides, separated by semicolons; all without PublicAddress."),
        ("Quotas:Requests", "How much a caller may ask for in a minute; 6000 by default, and five times that from one address."),
        ("Quotas:Filings", "How many orders a caller may file in an hour; 1000 by default."),
        ("Quotas:FilingsUnderASource", "The same for callers that were given a source; 20000 by default."),
        ("Quotas:Remarks", "How many remarks and photos a caller may add in an hour; 600 by default."),
        ("ForwardedHeaders_Enabled", "true behind a proxy that says who called."),
    ];

    /// <summary>Sections of the framework whose keys are not listed here; any key below them is taken.</summary>
    static readonly string[] Sections = ["Logging:", "Kestrel:"];

    /// <param name="args">As <see cref="Separate"/> leaves them.</param>
    public static IEnumerable<Option> For(IReadOnlyList<string> args) =>
    [
        .. Keys.Select(key => OptionOf($"--{key.Key}", key.Description)),
        .. args.Where(IsInSection).Distinct().Select(arg => OptionOf(arg, "")),
    ];

    /// <summary>
    /// Makes two arguments of <c>--key=value</c> and writes the key as it is listed, whatever its case. The parser by itself would split
    /// <c>--Logging:LogLevel=…</c> at the colon.
    /// </summary>
    public static IReadOnlyList<string> Separate(IEnumerable<string> args)
    {
        List<string> separated = [];
        foreach (var arg in args)
        {
            var (key, value) = arg.IndexOf('=') is >= 0 and var index ? (arg[..index], arg[(index + 1)..]) : (arg, null);
            if (Find(key) is not { } option)
            {
                separated.Add(arg);
                continue;
            }

            separated.Add(option);
            if (value is not null)
                separated.Add(value);
        }

        return separated;
    }

    /// <summary>The settings that were given, in the form that .NET reads: <c>--key=value</c>.</summary>
    public static string[] Of(ParseResult parsed) =>
    [
        .. parsed.RootCommandResult.Children.OfType<OptionResult>().Where(result => result.Option is SettingOption)
            .SelectMany(result => result.Tokens.Select(token => $"{result.Option.Name}={token.Value}")),
    ];

    static string? Find(string name) =>
        IsInSection(name)
            ? name
            : Keys.Select(key => $"--{key.Key}").FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));

    static bool IsInSection(string name) => Sections.Any(section => name.StartsWith($"--{section}", StringComparison.OrdinalIgnoreCase));

    static SettingOption OptionOf(string name, string description) =>
        new(name) { Description = description, HelpName = "value", Arity = ArgumentArity.OneOrMore };

    sealed class SettingOption(string name) : Option<string[]>(name);
}
