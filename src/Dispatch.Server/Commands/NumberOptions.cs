using System.CommandLine;

namespace Dispatch.Server.Commands;

/// <summary>Options that are numbers within bounds.</summary>
static class NumberOptions
{
    /// <summary>Refuses a number out of its bounds in a sentence, and what is no number at all.</summary>
    /// <param name="bounds">The end of a sentence that the name of the option begins.</param>
    public static void MustBe<T>(this Option<T> option, Func<T?, bool> isWithin, string bounds) => option.Validators.Add(result =>
    {
        try
        {
            if (isWithin(result.GetValueOrDefault<T>()))
                return;
        }
        catch (InvalidOperationException)
        {
            // A fraction, or more than the type holds.
        }

        result.AddError($"{option.Name} must be {bounds}.");
    });
}
