using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Replays;
using Dispatch.Workflows;
using Dispatch.Yaml;

namespace Dispatch.Server.Replays;

/// <summary>The files that say which rules a replay goes by instead of the recorded ones; null for what stays as recorded.</summary>
/// <param name="Calendar">A file, or the name of a calendar.</param>
sealed record RuleFiles(string? Workflow, string? Calendar, string? Alliance)
{
    /// <param name="firstYear">The first year that a roster in the alliance's file has to cover.</param>
    /// <returns>The rules, and the code of the alliance whose file was read.</returns>
    /// <exception cref="UserErrorException">None is named, or there are faults: all of them, of every file.</exception>
    public (OtherRules Rules, string? Alliance) Read(CalendarLibrary calendars, int firstYear, int lastYear, MakeRoutes? make)
    {
        if (this is { Workflow: null, Calendar: null, Alliance: null })
            throw new UserErrorException("Name the rules to compare the recorded ones with: --workflow, --calendar or --alliance-file.");

        List<FileFault> faults = [];
        Workflow? workflow = null;
        if (Workflow is { } workflowFile)
        {
            var reading = WorkflowFile.Load(workflowFile, make);
            workflow = reading.Workflow;
            faults.AddRange(reading.Faults);
        }

        var calendar = Calendar is { } name ? calendars.Find(name) : null;
        if (Calendar is { } calendarFile && calendar is null)
        {
            var reading = CalendarFile.Load(calendarFile);
            calendar = reading.Calendar;
            faults.AddRange(reading.Faults);
        }

        AllianceDefinition? definition = null;
        if (Alliance is { } allianceFile)
        {
            var reading = AllianceFile.Read(allianceFile, calendars, firstYear, lastYear);
            definition = reading.Definition;
            faults.AddRange(reading.Faults);
        }

        return faults.Count == 0
            ? (new OtherRules(workflow, calendar, definition?.Alliance.Limits), definition?.Alliance.Code)
            : throw new UserErrorException(string.Join(Environment.NewLine, faults));
    }
}
