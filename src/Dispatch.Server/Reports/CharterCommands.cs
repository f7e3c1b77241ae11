using System.CommandLine;
using Dispatch.Reports;
using Dispatch.Storage;

namespace Dispatch.Server.Reports;

/// <summary><c>charter check</c>; a charter is taken in with its alliance, by <c>alliance load</c>.</summary>
public static class CharterCommands
{
    public static Command Charter() => new("charter", "Checks charters, by which members are scored.") { Check() };

    static Command Check()
    {
        Argument<string[]> files = new("FILE") { Description = "Charter files.", Arity = ArgumentArity.OneOrMore };
        Command check = new("check", "Checks charters and says every fault with its line; exit 1 on a fault.") { files };
        check.SetAction(parsed =>
        {
            var faulty = false;
            foreach (var path in parsed.GetValue(files) ?? [])
            {
                if (!System.IO.File.Exists(path))
                {
                    Console.Error.WriteLine($"There is no file {path}.");
                    faulty = true;
                    continue;
                }

                var reading = CharterFile.Read(path);
                foreach (var fault in reading.Faults)
                    Console.WriteLine(fault);
                faulty |= reading.Charter is null;
                if (reading.Charter is { } charter)
                    Console.WriteLine($"{charter.Alliance} version {charter.Version}: {charter.Score.Count} measures, {charter.Rules.Count} rules, no fault");
            }

            return faulty ? 1 : 0;
        });
        return check;
    }

    /// <summary>Takes in the charter that stands beside an alliance's file; none is no fault.</summary>
    /// <exception cref="ArgumentException">It has faults, is another alliance's, or was changed under its version.</exception>
    internal static async Task LoadBesideAsync(IServiceProvider house, string allianceFile, string alliance, CancellationToken cancel)
    {
        var path = CharterFile.Beside(allianceFile);
        if (!System.IO.File.Exists(path))
            return;
        var reading = CharterFile.Read(path);
        if (reading.Charter is null)
            throw new ArgumentException(string.Join(Environment.NewLine, reading.Faults));
        if (reading.Charter.Alliance != alliance)
            throw new ArgumentException($"{path} is the charter of {reading.Charter.Alliance}, and the file beside it is of {alliance}.");
        try
        {
            await CharterStore.KeepAsync(house.GetRequiredService<Database>(), reading, house.GetRequiredService<TimeProvider>().GetUtcNow(), cancel);
        }
        catch (InvalidOperationException changed)
        {
            throw new ArgumentException(changed.Message, changed);
        }
    }
}
