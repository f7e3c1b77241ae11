namespace Dispatch.Contracts;

/// <summary>Who took a step.</summary>
/// <param name="Id">Stable id of the person or machine.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Member">Code of the member they acted for, if they did.</param>
public sealed record Actor(string Id, string Name, string? Member);
