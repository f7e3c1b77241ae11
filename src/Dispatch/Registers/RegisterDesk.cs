using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Storage;

namespace Dispatch.Registers;

/// <summary>What the registers of an alliance are to be, as a pure function of what they are; or why not.</summary>
/// <param name="now">Null where there is no such alliance yet.</param>
public delegate Decision<AllianceDefinition> RegisterEdit(AllianceDefinition? now);

/// <summary>The one way in which registers change: pages, programs, imports and files all take it.</summary>
public sealed class RegisterDesk(
    Database database, CalendarLibrary calendars, AllianceDirectory alliances, OrderDesk desk, TimeProvider time)
{
    /// <summary>The edits that somebody may make of a register, now.</summary>
    public EntryEdits EditsOf(IRegister register, Caller by) => new(register, by, time.GetUtcNow(), calendars);

    /// <summary>What an edit would change, and which orders would wait for nobody; changes nothing.</summary>
    public async Task<Decision<RegisterPreview>> PreviewAsync(string alliance, RegisterEdit edit, CancellationToken cancel = default)
    {
        var stored = await AllianceList.FindAsync(database, calendars, alliance, cancel);
        var decision = edit(stored?.Definition);
        if (!decision.IsAccepted)
            return decision.Refusal;
        var after = decision.Value with
        {
            Alliance = AllianceStore.WithPastTurns(stored?.Definition.Alliance, decision.Value.Alliance, time.GetUtcNow()),
        };
        var changes = AllianceDifference.Between(stored?.Definition, after);
        return new RegisterPreview(
            after, changes, await HeldAsync(stored?.Definition, after, changes, cancel), NewVacancies(stored?.Definition, after));
    }

    /// <summary>Changes the registers of an alliance.</summary>
    /// <param name="edit">Asked twice: before anything is locked, and for what is to be written.</param>
    /// <param name="handBack">Whether what would wait for nobody goes back to who gave it; refused where it is not to.</param>
    public async Task<Decision<RegisterChanged>> ChangeAsync(
        string alliance, RegisterEdit edit, Author by, bool handBack = false, CancellationToken cancel = default)
    {
        var preview = await PreviewAsync(alliance, edit, cancel);
        if (!preview.IsAccepted)
            return preview.Refusal;
        if (preview.Value.Held.Count > 0 && !handBack)
            return InTheWay(preview.Value.Held);

        Refusal? refusal = null;
        SavedAlliance? saved;
        try
        {
            saved = await AllianceStore.ChangeAsync(
                database, alliance,
                stored =>
                {
                    var decision = edit(stored?.Definition);
                    refusal = decision.Refusal;
                    return decision.Value;
                },
                by, time.GetUtcNow(), cancel);
        }
        catch (TakenException taken)
        {
            return Refusal.Input(taken.Field, "taken-elsewhere");
        }

        if (saved is null)
            return refusal!;
        await alliances.RefreshAsync(cancel);
        // Looked for once more: somebody may have been given something since; and what waited for nobody before goes back too.
        var held = handBack ? await HeldParts.OfAsync(database, saved.After, cancel) : [];
        return new RegisterChanged(saved, await HandBackAsync(held, cancel));
    }

    IReadOnlyList<Words> NewVacancies(AllianceDefinition? before, AllianceDefinition after) => before is null
        ? []
        : [.. Vacancies.Of(after.Standing(), time.GetUtcNow()).Except(Vacancies.Of(before.Standing(), time.GetUtcNow()))];

    static Refusal InTheWay(IReadOnlyList<HeldPart> held) =>
        Refusal.Of(Refusal.HeldByThoseWhoLeave, [.. held.Select(part => part.Number).Distinct()]);

    /// <summary>What would wait for nobody because of these changes, and does not already.</summary>
    async Task<IReadOnlyList<HeldPart>> HeldAsync(
        AllianceDefinition? before, AllianceDefinition after, IReadOnlyList<AllianceChange> changes, CancellationToken cancel)
    {
        string[] watched = [RegisterName.Members, RegisterName.People, RegisterName.Categories];
        if (before is null || !changes.Any(change => change.Before is not null && watched.Contains(change.Register)))
            return [];
        var already = await HeldParts.OfAsync(database, before, cancel);
        return [.. (await HeldParts.OfAsync(database, after, cancel)).Except(already)];
    }

    /// <summary>One after the other, as every step; what somebody finished meanwhile is refused and stays so.</summary>
    async Task<IReadOnlyList<string>> HandBackAsync(IReadOnlyList<HeldPart> held, CancellationToken cancel)
    {
        List<string> numbers = [];
        foreach (var part in held)
        {
            var answer = await desk.DoUntilSavedAsync(StepRequest.BySystem(part.Step, part.Number), cancel);
            if (answer.IsAccepted)
                numbers.Add(part.Number);
            else if (answer.Refusal.Code != Refusal.NotDue)
                throw new UserErrorException($"{part.Number}: {Wording.Of(answer.Refusal, chinese: false)}");
        }

        return [.. numbers.Distinct()];
    }
}

/// <summary>What an edit would do.</summary>
/// <param name="Held">What would wait for nobody.</param>
/// <param name="Vacancies">What would be vacant that is not yet.</param>
public sealed record RegisterPreview(
    AllianceDefinition After, IReadOnlyList<AllianceChange> Changes, IReadOnlyList<HeldPart> Held, IReadOnlyList<Words> Vacancies);

/// <summary>What an edit did.</summary>
/// <param name="HandedBack">Numbers of the orders of which something went back to who gave it.</param>
public sealed record RegisterChanged(SavedAlliance Saved, IReadOnlyList<string> HandedBack);
