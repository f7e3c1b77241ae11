using System.CommandLine;
using Dispatch.Reports;

namespace Dispatch.Server.Commands;

/// <summary><c>charter check</c>; a charter is taken in with its alliance, by <c>alliance load</c>.</summary>
static class CharterCommand
{
    public static Command Create() => new("charter", "Checks charters, by which members are scored.") { Check() };

    static Command Check()
    {
        Argument<string[]> files = new("FILE") { Description = "Charter files.", Arity = ArgumentArity.OneOrMore };
        Command check = new("check", "Checks charters and reports every fault with its line; exit 1 on a fault.") { files };
        check.SetAction(parsed =>
        {
            var sound = parsed.GetRequiredValue(files).Select(IsSound).ToList();
            return sound.All(isSound => isSound) ? 0 : 1;
        });
        return check;
    }

    static bool IsSound(string path)
    {
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"There is no file {path}.");
            return false;
        }

        var reading = CharterFile.Read(path);
        foreach (var fault in reading.Faults)
            Console.WriteLine(fault);
        if (reading.Charter is not { } charter)
            return false;
        Console.WriteLine(
            $"{charter.Alliance} version {charter.Version}: {charter.Score.Count} measures, {charter.Rules.Count} rules, no fault");
        return true;
    }
}
