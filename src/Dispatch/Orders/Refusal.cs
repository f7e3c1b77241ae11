namespace Dispatch.Orders;

/// <summary>Why a step was not taken. What people are told is in <see cref="Wording"/>.</summary>
/// <param name="Code">One of the constants; stable, callers may rely on it.</param>
/// <param name="Names">What the sentence speaks of, such as the stage or the member.</param>
/// <param name="Fields">For <see cref="BadInput"/>: the fault of each field.</param>
public sealed record Refusal(string Code, IReadOnlyList<string> Names, IReadOnlyDictionary<string, string>? Fields = null)
{
    public const string NoSuchOrder = "no-such-order";
    public const string NoSuchAlliance = "no-such-alliance";
    public const string NoSuchWorkflow = "no-such-workflow";
    public const string NoSuchStep = "no-such-step";
    public const string WrongDesk = "wrong-desk";
    public const string WrongStage = "wrong-stage";
    public const string StaleVersion = "stale-version";
    public const string UsedUp = "used-up";
    public const string TooLate = "too-late";
    public const string KeyUsed = "key-used";
    public const string BadInput = "bad-input";
    public const string NotYourPart = "not-your-part";
    public const string AlreadyClaimed = "already-claimed";
    public const string Full = "full";
    public const string NobodyClaimed = "nobody-claimed";
    public const string SupportOpen = "support-open";
    public const string CannotMergeInto = "cannot-merge-into";

    /// <summary>The order that goes on for this one has ended.</summary>
    public const string Ended = "ended";

    /// <summary>No move, or none of the caller's desk, brought the order to where it is.</summary>
    public const string NothingToRecall = "nothing-to-recall";

    /// <summary>Somebody has done something about the order since it came here.</summary>
    public const string ActedOn = "acted-on";

    /// <summary>The personal data of the order were removed: nothing can be done about it any more.</summary>
    public const string Forgotten = "forgotten";

    /// <summary>The clocks stand still, and so does the work.</summary>
    public const string Suspended = "suspended";

    public const string NotSuspended = "not-suspended";

    /// <summary>It was asked for already: an answer is waited for, or was given for good.</summary>
    public const string AskedAlready = "asked-already";

    public const string NothingAsked = "nothing-asked";

    /// <summary>More time is asked for before a limit has ended, not after.</summary>
    public const string Overdue = "overdue";

    /// <summary>The joint meeting decided who is responsible.</summary>
    public const string Settled = "settled";

    public const string NotBeforeTheMeeting = "not-before-the-meeting";

    /// <summary>No member answers for the category, or none that anybody acts for: nobody could claim it.</summary>
    public const string NobodysDuty = "nobodys-duty";

    /// <summary>Of a change to a register: orders are held by members or people who would be gone.</summary>
    public const string HeldByThoseWhoLeave = "held-by-those-who-leave";

    /// <summary>Of a register: there is no such entry.</summary>
    public const string NoSuchEntry = "no-such-entry";

    /// <summary>Of a register: somebody has changed the entry since it was seen.</summary>
    public const string ChangedMeanwhile = "changed-meanwhile";

    /// <summary>Of a register: the alliance itself, and administrators, are changed by administrators.</summary>
    public const string ForAdministrators = "for-administrators";

    /// <summary>Of a register: an alliance has at least one category and one member.</summary>
    public const string LastOfItsKind = "last-of-its-kind";

    /// <summary>Of a register: nobody takes their own place from themselves.</summary>
    public const string OnesOwnPlace = "ones-own-place";

    /// <summary>Of a register: nobody would be left in the secretariat.</summary>
    public const string LastOfTheSecretariat = "last-of-the-secretariat";

    /// <summary>Of a register: the roster names the member.</summary>
    public const string InTheRoster = "in-the-roster";

    /// <summary>Of a register: people act for the member, or are the merchant.</summary>
    public const string PeopleActForIt = "people-act-for-it";

    /// <summary>Of a table: some rows have faults, and nothing was taken in.</summary>
    public const string FaultyRows = "faulty-rows";

    /// <summary>Of a table: columns are missing.</summary>
    public const string MissingColumns = "missing-columns";

    /// <summary>There is no calendar of that name, or it takes its days from no folder of holidays.</summary>
    public const string NoSuchCalendar = "no-such-calendar";

    /// <summary>Of an announcement of holidays: the names are the line and what is wrong there.</summary>
    public const string FaultyFile = "faulty-file";

    /// <summary>Of a calendar: other alliances use it too, so that it is for administrators to change.</summary>
    public const string SharedCalendar = "shared-calendar";

    /// <summary>Of a roster: no turn begins on that day, or it has ended.</summary>
    public const string NoSuchTurn = "no-such-turn";

    /// <summary>Of a roster: another turn that was entered has some of the days.</summary>
    public const string TurnsOverlap = "turns-overlap";

    /// <summary>Of a roster: the rotation gives the turn, so that it can be replaced and not taken out.</summary>
    public const string TurnOfTheRotation = "turn-of-the-rotation";

    /// <summary>To the clock: there is nothing to do about the order now, or somebody was quicker.</summary>
    public const string NotDue = "not-due";

    /// <summary>On the bus: the message names nobody that is known here.</summary>
    public const string UnknownCaller = "unknown-caller";

    /// <summary>On the bus: the message is no JSON that could be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>On the bus: the message came again and again and was never settled.</summary>
    public const string Unsettled = "unsettled";

    /// <summary>The caller asks for more than anybody needs, and is to wait as many seconds as the name says.</summary>
    public const string TooMany = "too-many";

    /// <summary>The step could not be saved for a reason of the house; it may be tried again.</summary>
    public const string NotSaved = "not-saved";

    /// <summary>A later version of the program is at work on the order, which this one cannot read; its servers take the step.</summary>
    public const string LaterVersion = "later-version";

    /// <summary>The database will not take the step, now or later: a fault of ours that the log explains.</summary>
    public const string Failed = "failed";

    /// <summary>What a workflow or an alliance calls some of the <see cref="Names"/> in Chinese: a stage, a member.</summary>
    public IReadOnlyDictionary<string, string>? InChinese { get; init; }

    public static Refusal Of(string code, params IReadOnlyList<string> names) => new(code, names);

    public static Refusal Input(string field, string fault) =>
        new(BadInput, [], new Dictionary<string, string> { [field] = fault });

    public bool Equals(Refusal? other) =>
        other is not null && Code == other.Code && Names.SequenceEqual(other.Names)
        && (Fields ?? NoFields).OrderBy(field => field.Key).SequenceEqual((other.Fields ?? NoFields).OrderBy(field => field.Key));

    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);

    static readonly Dictionary<string, string> NoFields = [];
}
