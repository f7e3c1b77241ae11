namespace Dispatch.Tests.Architecture;

static class Findings
{
    /// <summary>Fails with every finding on a line of its own, where a plain comparison would show the first ten.</summary>
    public static void AreNone(IEnumerable<string> findings)
    {
        List<string> all = [.. findings];
        Assert.That(all, Is.Empty, string.Join('\n', all.Prepend($"{all.Count} findings:")));
    }
}
