namespace Dispatch.Alliances;

/// <summary>What one line of a register said before a change and says after it.</summary>
/// <param name="Register">Of <see cref="RegisterName"/>.</param>
/// <param name="Code">Of what was changed; <c>*</c> where it is the order of the register.</param>
/// <param name="Before">JSON; null where the line is new.</param>
/// <param name="After">JSON; null where it is gone.</param>
public sealed record AllianceChange(string Register, string Code, string? Before, string? After);
