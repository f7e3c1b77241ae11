using System.CommandLine;
using Dispatch.Language;
using Dispatch.Storage;

namespace Dispatch.Server.Commands;

/// <summary>The engine for a command: the same settings as the server, without HTTP and bus.</summary>
static class CommandServices
{
    /// <summary>Runs a command that only reads: the database itself refuses to be changed.</summary>
    /// <exception cref="UserErrorException">The database was not set up, or is of an older version.</exception>
    public static Task<int> ReadAsync(ParseResult parsed, Func<IServiceProvider, Task<int>> command, CancellationToken cancel) =>
        RunAsync(parsed, readOnly: true, async services =>
        {
            await services.GetRequiredService<Database>().RequireSchemaAsync(cancel);
            return await command(services);
        });

    /// <summary>Runs a command that changes what is in the database, but sets none up and brings none up to date.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public static Task<int> WriteAsync(ParseResult parsed, Func<IServiceProvider, Task<int>> command, CancellationToken cancel) =>
        RunAsync(parsed, readOnly: false, async services =>
        {
            // A database of somebody else is left exactly as it is, to the mode of its file.
            await using (var unchanged = Database.At(services.GetRequiredService<Settings>().Database, readOnly: true))
                await unchanged.RequireSchemaAsync(cancel);
            return await command(services);
        });

    /// <summary>Runs a command on a database that is set up or brought up to date first.</summary>
    /// <param name="remarks">Where it is said that a database was made: beside the result where programs read that.</param>
    public static Task<int> SetUpAsync(
        ParseResult parsed, TextWriter remarks, Func<IServiceProvider, Task<int>> command, CancellationToken cancel) =>
        RunAsync(parsed, readOnly: false, async services =>
        {
            var database = services.GetRequiredService<Database>();
            var isNew = !database.HasFile;
            await database.MigrateAsync(cancel: cancel);
            // Whoever mistyped its name must see that it is not the one that was meant.
            if (isNew)
                remarks.WriteLine($"A new database was made: {database.Name}");
            return await command(services);
        });

    /// <summary>The settings, for a command that needs no database.</summary>
    public static IConfiguration Configuration(ParseResult parsed) => Builder(parsed).Configuration;

    /// <summary>Runs a command on a database as it is.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, bool readOnly, Func<IServiceProvider, Task<int>> command)
    {
        var builder = Builder(parsed);
        var settings = Settings.Read(builder.Configuration, builder.Environment);
        ServiceCollection services = new();
        services.AddLogging(logging => logging
            .AddConfiguration(builder.Configuration.GetSection("Logging"))
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddEngine(settings, readOnly);
        await using var provider = services.BuildServiceProvider();
        return await command(provider);
    }

    static HostApplicationBuilder Builder(ParseResult parsed)
    {
        var args = SettingOptions.Of(parsed);
        ConfigurationManager environment = new();
        // As for the server: its own variables come before the general ones, and the command line before both.
        environment.AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = environment["environment"],
        });
        builder.Configuration.AddSecrets();
        return builder;
    }
}
