using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Reports;
using Dispatch.Server.Orders;
using Dispatch.Storage;
using Dispatch.Yaml;

namespace Dispatch.Server.Alliances;

/// <summary>An alliance that was taken in.</summary>
/// <param name="Changes">What the registers say now that they did not say before.</param>
/// <param name="Warnings">What is worth a look in its file, such as days on which nobody chairs.</param>
/// <param name="Vacancies">Where somebody is to act and nobody is there.</param>
public sealed record LoadedAlliance(
    AllianceDefinition Definition, IReadOnlyList<AllianceChange> Changes, IReadOnlyList<FileFault> Warnings,
    IReadOnlyList<Words> Vacancies);

/// <summary>Makes the database say what an alliance's file says, and what the charter beside it says.</summary>
public sealed class AllianceLoading(
    Database database, CalendarLibrary calendars, AllianceDirectory alliances, RegisterDesk registers, TimeProvider time)
{
    /// <summary>
    /// Takes an alliance in; the turns of a rotation are listed for last year, this year and the next, and derived for others.
    /// </summary>
    /// <param name="by">Who loads it.</param>
    /// <param name="handBack">What is held by those whom the file no longer has goes back to who gave it.</param>
    /// <exception cref="UserErrorException">
    /// Something is held by those whom the file no longer has, and was not to go back. Or the file does not exist or has faults, all of
    /// which the message lists; or another alliance has its prefix or one of its people.
    /// </exception>
    public async Task<LoadedAlliance> LoadAsync(string path, Author by, bool handBack, CancellationToken cancel = default)
    {
        var (definition, warnings) = await ReadAsync(path, cancel);
        var code = definition.Alliance.Code;
        if (await PreviewAsync(definition, cancel) is { Held.Count: > 0 } preview && !handBack)
            throw new UserErrorException(string.Join(Environment.NewLine, preview.Held.Select(Described).Append(HowToHandBack)));

        var changed = await registers.ChangeAsync(code, _ => definition, by, handBack, cancel);
        if (changed.Refusal is { } refusal)
            throw new UserErrorException(RefusalText.Of(refusal));
        await LoadCharterAsync(CharterFile.Beside(path), code, cancel);
        var loaded = await alliances.FindAsync(code, cancel);
        return new LoadedAlliance(
            definition, changed.Value!.Saved.Changes, warnings,
            loaded is null ? [] : Dispatch.Alliances.Vacancies.Of(loaded, time.GetUtcNow()));
    }

    /// <summary>What a file would change; changes nothing.</summary>
    /// <returns>The changes, and a sentence for each part that would wait for nobody.</returns>
    /// <exception cref="UserErrorException">The file does not exist or has faults.</exception>
    public async Task<(IReadOnlyList<AllianceChange> Changes, IReadOnlyList<string> Held)> PreviewAsync(
        string path, CancellationToken cancel = default)
    {
        var preview = await PreviewAsync((await ReadAsync(path, cancel)).Definition, cancel);
        return (preview.Changes, [.. preview.Held.Select(Described)]);
    }

    async Task<RegisterPreview> PreviewAsync(AllianceDefinition definition, CancellationToken cancel) =>
        (await registers.PreviewAsync(definition.Alliance.Code, _ => definition, cancel)).Value!;

    (AllianceDefinition Definition, IReadOnlyList<FileFault> Warnings) Read(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"There is no file {path}.");

        var year = time.GetUtcNow().Year;
        var reading = AllianceFile.Read(path, calendars, year - 1, year + 1);
        return reading.Definition is { } definition
            ? (definition, reading.Warnings)
            : throw new UserErrorException(string.Join(Environment.NewLine, [.. reading.Warnings, .. reading.Faults]));
    }

    /// <summary>The file of one alliance says nothing about all of them: it may name administrators, and makes none.</summary>
    async Task<(AllianceDefinition Definition, IReadOnlyList<FileFault> Warnings)> ReadAsync(string path, CancellationToken cancel)
    {
        var read = Read(path);
        foreach (var person in read.Definition.People.Where(person => person.Roles.Contains(Role.Admin)))
        {
            if (await PersonList.FindAsync(database, person.Id, cancel) is not { IsAdmin: true })
            {
                throw new UserErrorException(
                    $"{path}: The file of an alliance makes nobody an administrator of all alliances, and {person.Id} is none. "
                    + $"'account create {person.Id} --admin' makes one.");
            }
        }

        return read;
    }

    const string HowToHandBack =
        "什么都没有改变；加 --hand-back 后再载入，以上各项由系统交回派出者。 "
        + "Nothing was changed; with --hand-back these go back to who gave them.";

    static string Described(HeldPart held) => held switch
    {
        { Member: null } => $"{held.Number}: 抢单池中已无单位可接。 Nobody could claim it from the pool.",
        { Person: { } person } => $"{held.Number}: {person} 已离开，仍占岗位。 {person} is gone and holds a place.",
        _ => $"{held.Number}: {held.Member} 已无人办理，仍有任务。 Nobody acts for {held.Member} any more, which holds a part.",
    };

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
