using Dispatch.Calendars;
namespace Dispatch.Server;

/// <summary>The engine for a command of the shell: the same settings as the server, without HTTP and bus.</summary>
public static class CommandHouse
{
    /// <summary>Runs a command in an opened house.</summary>
    /// <returns>The command's exit code, or 1 with a sentence on standard error when the house cannot be opened.</returns>
    public static Task<int> RunAsync(Func<IServiceProvider, Task<int>> command, CancellationToken cancel) =>
        RunAsync(Build(readOnly: false), open: true, command, cancel);

    /// <summary>Runs a command that only looks: the schema and the files of the house are left as they are, and the database refuses to be changed.</summary>
    /// <inheritdoc cref="RunAsync(Func{IServiceProvider, Task{int}}, CancellationToken)" path="/returns"/>
    public static Task<int> LookAsync(Func<IServiceProvider, Task<int>> command, CancellationToken cancel) =>
        RunAsync(Build(readOnly: true), open: false, command, cancel);

    static async Task<int> RunAsync(Func<ServiceProvider> build, bool open, Func<IServiceProvider, Task<int>> command, CancellationToken cancel)
    {
        try
        {
            await using var house = build();
            if (open)
                await House.OpenAsync(house, cancel);
            return await command(house);
        }
        catch (Exception error) when (error is SettingsException or Dispatch.Workflows.WorkflowsException or CalendarsException or System.Data.Common.DbException
            or ArgumentException or IOException or RabbitMQ.Client.Exceptions.RabbitMQClientException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    /// <summary>The settings, for a command that needs no database.</summary>
    public static IConfiguration Configuration() => Builder().Configuration;

    static HostApplicationBuilder Builder()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = EnvironmentName });
        builder.Configuration.AddSecrets();
        return builder;
    }

    static Func<ServiceProvider> Build(bool readOnly) => () =>
    {
        var builder = Builder();
        ServiceCollection services = new();
        services.AddLogging(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
        var settings = Settings.Read(builder.Configuration, builder.Environment);
        services.AddHouse(settings);
        if (readOnly)
            services.AddSingleton(_ => Dispatch.Storage.Database.At(settings.Database, readOnly: true));
        return services.BuildServiceProvider();
    };

    // The server's own name for it comes before the general one, as it does for the server.
    static string? EnvironmentName => Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
}
