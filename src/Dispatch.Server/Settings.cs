using Dispatch.Language;
using Dispatch.Server.Demo;
using Dispatch.Server.Messaging;
using Dispatch.Storage;

namespace Dispatch.Server;

/// <summary>The settings of the process, from <c>appsettings.json</c>, the environment, the command line and the secrets.</summary>
/// <param name="Database">Connection string: PostgreSQL, or a SQLite file.</param>
/// <param name="Broker">An <c>amqp://</c> or <c>amqps://</c> address; null for the in-process bus.</param>
/// <param name="Workflows">The folder of the workflow files.</param>
/// <param name="Calendars">The folder of the working calendars.</param>
/// <param name="Demo">Whether this is the evaluation set-up, whose tokens are no secrets.</param>
/// <param name="NewDatabase">Whether the file of SQLite is made where there is none; the evaluation set-up makes it in any case.</param>
/// <param name="StrictCalendars">
/// Whether a calendar's file with faults keeps the server from starting, in place of the last good one.
/// </param>
/// <param name="Engine">What answers where steps lead: see <see cref="Interpreter.Of"/>.</param>
public sealed record Settings(
    string Database, string? Broker, string Workflows, string Calendars, bool Demo, bool NewDatabase, bool StrictCalendars = false,
    string? Engine = null)
{
    /// <exception cref="UserErrorException">A setting is missing, wrong or unsafe; the message says which.</exception>
    public static Settings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        Settings settings = new(
            configuration.GetConnectionString("Dispatch") is { Length: > 0 } database
                ? database
                : throw new UserErrorException("There is no database: set ConnectionStrings__Dispatch."),
            configuration.GetConnectionString("RabbitMq") is { Length: > 0 } broker ? broker : null,
            WorkflowsOf(configuration),
            CalendarsOf(configuration),
            Flag(configuration, "Demo"),
            Flag(configuration, "NewDatabase"),
            Flag(configuration, "StrictCalendars"),
            EngineOf(configuration));
        _ = Interpreter.Of(settings.Engine);

        if (settings.Broker is not null)
            _ = new RabbitAddress(settings.Broker);
        RequireCertificates(configuration.GetSection("Kestrel"));
        if (UrlsOf(configuration).FirstOrDefault(url => !IsListenable(url)) is { } unreadable)
            throw new UserErrorException($"The server cannot listen on '{unreadable}': urls are addresses such as http://127.0.0.1:5080.");
        if (settings.Demo && !environment.IsDevelopment())
        {
            throw new UserErrorException(
                "The demo tokens are no secrets: Demo is only for the environment Development, " +
                $"and this is {environment.EnvironmentName}. Set Demo=false.");
        }

        if (settings.Demo && NotLoopback(configuration) is { } open)
        {
            throw DemoElsewhere(open);
        }

        return settings;
    }

    /// <summary>The demo would be open to others at an address.</summary>
    public static UserErrorException DemoElsewhere(string address) => new(
        $"The demo tokens are no secrets: with Demo the server listens on loopback only, and {address} is not. "
        + "Set Demo=false, or listen on 127.0.0.1.");

    /// <summary>The folder of the workflow files, for commands that need nothing else.</summary>
    public static string WorkflowsOf(IConfiguration configuration) =>
        configuration["Workflows"] ?? Path.Combine(AppContext.BaseDirectory, "workflows");

    /// <summary>
    /// The folder of the calendars: the one in the folder of the workflows, unless it is set. For commands that need nothing else.
    /// </summary>
    public static string CalendarsOf(IConfiguration configuration) =>
        configuration["Calendars"] ?? Path.Combine(WorkflowsOf(configuration), "calendars");

    /// <summary>What answers where steps lead, for commands that need nothing else.</summary>
    public static string? EngineOf(IConfiguration configuration) => configuration["Engine"];

    static bool Flag(IConfiguration configuration, string key) => configuration[key] switch
    {
        null or "" => false,
        { } text => bool.TryParse(text, out var flag) ? flag : throw new UserErrorException($"{key} is true or false, not '{text}'."),
    };

    /// <summary>Kestrel itself would end with a trace of its calls.</summary>
    static void RequireCertificates(IConfigurationSection kestrel)
    {
        var certificates = kestrel.GetSection("Certificates").GetChildren()
            .Concat(kestrel.GetSection("Endpoints").GetChildren().Select(endpoint => endpoint.GetSection("Certificate")));
        foreach (var certificate in certificates)
        {
            if (certificate["Path"] is { Length: > 0 } path)
                CertificateFiles.WithKey(path, certificate["KeyPath"], certificate["Password"], certificate.Path).Dispose();
        }
    }

    static string[] UrlsOf(IConfiguration configuration) =>
        configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    static bool IsListenable(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Scheme is "http" or "https";
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The first address the server would listen on that others can reach; null when there is none.</summary>
    static string? NotLoopback(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "").ToList();
        // Ports without a host, as a container image sets them, mean every network; they count where no urls are set, or empty ones.
        var ports = UrlsOf(configuration).Length == 0 ? Ports.Where(key => configuration[key] is { Length: > 0 }) : [];
        return endpoints.Concat(UrlsOf(configuration)).FirstOrDefault(url => !DemoAccess.IsLoopback(url)) ?? ports.FirstOrDefault();
    }

    static readonly string[] Ports = ["http_ports", "https_ports"];
}
