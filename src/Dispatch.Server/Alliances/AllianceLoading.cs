using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Reports;
using Dispatch.Server.Orders;
using Dispatch.Storage;
using Dispatch.Yaml;

namespace Dispatch.Server.Alliances;

/// <summary>An alliance that was taken in.</summary>
/// <param name="Warnings">What is worth a look in its file, such as days on which nobody chairs.</param>
/// <param name="Vacancies">Where somebody is to act and nobody is there.</param>
public sealed record LoadedAlliance(AllianceDefinition Definition, IReadOnlyList<FileFault> Warnings, IReadOnlyList<Words> Vacancies);

/// <summary>Makes the database say what an alliance's file says, and what the charter beside it says.</summary>
public sealed class AllianceLoading(
    Database database, CalendarLibrary calendars, AllianceDirectory alliances, OrderDesk desk, TimeProvider time)
{
    /// <summary>
    /// Takes an alliance in; the turns of a rotation are listed for last year, this year and the next, and derived for others.
    /// </summary>
    /// <param name="handBack">What is held by those whom the file no longer has goes back to who gave it.</param>
    /// <exception cref="UserErrorException">
    /// Something is held by those whom the file no longer has, and was not to go back. Or the file does not exist or has faults, all of
    /// which the message lists; or another alliance has its prefix or one of its people.
    /// </exception>
    public async Task<LoadedAlliance> LoadAsync(string path, bool handBack, CancellationToken cancel = default)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"There is no file {path}.");

        var year = time.GetUtcNow().Year;
        var reading = AllianceFile.Read(path, calendars, year - 1, year + 1);
        if (reading.Definition is not { } definition)
            throw new UserErrorException(string.Join(Environment.NewLine, [.. reading.Warnings, .. reading.Faults]));

        var held = await HeldParts.OfAsync(database, definition, cancel);
        if (held.Count > 0 && !handBack)
            throw new UserErrorException(string.Join(Environment.NewLine, held.Select(Described).Append(HowToHandBack)));

        await AllianceStore.SaveAsync(database, definition, time.GetUtcNow(), cancel);
        await LoadCharterAsync(CharterFile.Beside(path), definition.Alliance.Code, cancel);
        await alliances.RefreshAsync(cancel);
        await HandBackAsync(held, cancel);
        var loaded = await alliances.FindAsync(definition.Alliance.Code, cancel);
        return new LoadedAlliance(
            definition, reading.Warnings, loaded is null ? [] : Dispatch.Alliances.Vacancies.Of(loaded, time.GetUtcNow()));
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

    /// <summary>One after the other, as every step; what somebody finished meanwhile is refused and stays so.</summary>
    async Task HandBackAsync(IReadOnlyList<HeldPart> held, CancellationToken cancel)
    {
        foreach (var part in held)
        {
            StepRequest request = new(part.Step, new HashSet<string>(), Caller.System) { Number = part.Number };
            var answer = await desk.DoAsync(request, cancel);
            if (answer.Refusal is { Code: not Refusal.NotDue } refusal)
                throw new UserErrorException($"{part.Number}: {RefusalText.Of(refusal)}");
        }
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
