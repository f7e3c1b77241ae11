namespace Dispatch.Language;

/// <summary>A name that people read, Chinese first.</summary>
public sealed record Words(string Zh, string En)
{
    public override string ToString() => $"{Zh} {En}";
}
