using Dispatch.Language;

namespace Dispatch.Server;

/// <summary>Settings that do not belong in an environment, where every child process and every listing of processes shows them.</summary>
static class Secrets
{
    /// <summary>Where a container engine puts them.</summary>
    const string Usual = "/run/secrets";

    /// <summary>
    /// Adds a folder with a file for each setting, such as <c>ConnectionStrings__Dispatch</c>. The setting <c>Secrets</c> names the
    /// folder; a file overrides the same setting from anywhere else.
    /// </summary>
    /// <exception cref="UserErrorException">The folder that is named does not exist or cannot be read.</exception>
    public static void AddSecrets(this IConfigurationManager configuration)
    {
        var named = configuration["Secrets"];
        try
        {
            configuration.AddKeyPerFile(Path.GetFullPath(named ?? Usual), optional: named is null);
        }
        catch (Exception error) when (named is not null && error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The secrets in {named} cannot be read: {error.Message}");
        }
    }
}
