namespace Dispatch.Server;

/// <summary>Settings that must not stand in an environment, where every child process and every listing shows them.</summary>
static class Secrets
{
    /// <summary>Where a container engine puts them.</summary>
    const string Usual = "/run/secrets";

    /// <summary>
    /// Takes in a folder with a file for each setting, such as <c>ConnectionStrings__Dispatch</c>. The setting <c>Secrets</c> names it;
    /// a file goes before the same setting from anywhere else.
    /// </summary>
    /// <exception cref="SettingsException">The folder that was named is not there, or not readable.</exception>
    public static void AddSecrets(this IConfigurationManager configuration)
    {
        var named = configuration["Secrets"];
        try
        {
            configuration.AddKeyPerFile(Path.GetFullPath(named ?? Usual), optional: named is null);
        }
        catch (Exception error) when (named is not null && error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The secrets in {named} cannot be read: {error.Message}");
        }
    }
}
