using System.Net;

namespace Dispatch.Server;

/// <summary>What the process is told by <c>appsettings.json</c>, the environment and the command line.</summary>
/// <param name="Database">Connection string: PostgreSQL, or a SQLite file.</param>
/// <param name="Broker">An <c>amqp://</c> or <c>amqps://</c> address; null for the in-process bus.</param>
/// <param name="Workflows">The folder of the workflow files.</param>
/// <param name="Calendars">The folder of the working calendars.</param>
/// <param name="Demo">Whether this is the evaluation set-up, whose tokens are no secrets.</param>
public sealed record Settings(string Database, string? Broker, string Workflows, string Calendars, bool Demo)
{
    /// <exception cref="SettingsException">Something that must not stay as it is; the message says what.</exception>
    public static Settings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        Settings settings = new(
            configuration.GetConnectionString("Dispatch") is { Length: > 0 } database
                ? database
                : throw new SettingsException("There is no database: set ConnectionStrings__Dispatch."),
            configuration.GetConnectionString("RabbitMq") is { Length: > 0 } broker ? broker : null,
            WorkflowsOf(configuration),
            CalendarsOf(configuration),
            configuration.GetValue("Demo", false));

        if (settings.Broker is not null && !(Uri.TryCreate(settings.Broker, UriKind.Absolute, out var address) && address.Scheme is "amqp" or "amqps"))
            throw new SettingsException("ConnectionStrings__RabbitMq must be an amqp:// or amqps:// address.");
        if (settings.Demo && !environment.IsDevelopment())
            throw new SettingsException($"The demo tokens are no secrets: Demo is only for the environment Development, and this is {environment.EnvironmentName}. Set Demo=false.");
        if (settings.Demo && NotLoopback(configuration) is { } open)
            throw new SettingsException($"The demo tokens are no secrets: with Demo the server listens on loopback only, and {open} is not. Set Demo=false, or listen on 127.0.0.1.");
        return settings;
    }

    static string WorkflowsOf(IConfiguration configuration) => configuration["Workflows"] ?? Path.Combine(AppContext.BaseDirectory, "workflows");

    /// <summary>The folder of the calendars: that in the folder of the workflows, unless it is named. For commands that need nothing else.</summary>
    public static string CalendarsOf(IConfiguration configuration) => configuration["Calendars"] ?? Path.Combine(WorkflowsOf(configuration), "calendars");

    /// <summary>The first address the server would listen on that others can reach; null when there is none.</summary>
    static string? NotLoopback(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "").ToList();
        // Ports without a host, as a container image sets them, mean every network.
        var ports = configuration["urls"] is null ? Ports.Where(key => configuration[key] is { Length: > 0 }) : [];
        var urls = configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        return endpoints.Concat(urls).FirstOrDefault(url => !IsLoopback(url)) ?? ports.FirstOrDefault();
    }

    static readonly string[] Ports = ["http_ports", "https_ports"];

    static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
}

/// <summary>The process cannot start as it is set; the message is for whoever started it.</summary>
public sealed class SettingsException(string message) : Exception(message);
