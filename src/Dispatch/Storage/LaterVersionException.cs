namespace Dispatch.Storage;

/// <summary>What is stored was written by a later version of the program, which runs beside this one while an upgrade lasts.</summary>
public sealed class LaterVersionException(string what) : Exception($"{what} cannot be read by this version of the program.");
