using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Reports;
using Dispatch.Storage;
using Dispatch.Yaml;

namespace Dispatch.Server.Alliances;

/// <summary>An alliance that was taken in.</summary>
/// <param name="Warnings">What is worth a look in its file, such as days on which nobody chairs.</param>
public sealed record LoadedAlliance(AllianceDefinition Definition, IReadOnlyList<FileFault> Warnings);

/// <summary>Makes the database say what an alliance's file says, and what the charter beside it says.</summary>
public sealed class AllianceLoading(Database database, CalendarLibrary calendars, AllianceDirectory alliances, TimeProvider time)
{
    /// <summary>Takes an alliance in; a rotation is expanded for last year, this year and the next.</summary>
    /// <exception cref="UserErrorException">
    /// The file does not exist or has faults, all of which the message lists; or another alliance has its prefix or one of its people.
    /// </exception>
    public async Task<LoadedAlliance> LoadAsync(string path, CancellationToken cancel = default)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"There is no file {path}.");

        var year = time.GetUtcNow().Year;
        var reading = AllianceFile.Read(path, calendars, year - 1, year + 1);
        if (reading.Definition is not { } definition)
            throw new UserErrorException(string.Join(Environment.NewLine, [.. reading.Warnings, .. reading.Faults]));

        await AllianceStore.SaveAsync(database, definition, cancel);
        await LoadCharterAsync(CharterFile.Beside(path), definition.Alliance.Code, cancel);
        await alliances.RefreshAsync(cancel);
        return new LoadedAlliance(definition, reading.Warnings);
    }

    /// <summary>Takes in the alliance's charter, where it has one.</summary>
    async Task LoadCharterAsync(string path, string alliance, CancellationToken cancel)
    {
        if (!File.Exists(path))
            return;
        var reading = CharterFile.Read(path);
        if (reading.Charter is null)
            throw new UserErrorException(string.Join(Environment.NewLine, reading.Faults));
        if (reading.Charter.Alliance != alliance)
            throw new UserErrorException(
                $"{path} is the charter of {reading.Charter.Alliance}, but the file beside it describes {alliance}.");
        await CharterStore.KeepAsync(database, reading, time.GetUtcNow(), cancel);
    }
}
