using Dispatch.Server.Accounts;

namespace Dispatch.Tests.Accounts;

public sealed class ASecondStep
{
    static readonly DateTimeOffset Now = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    [Test]
    public void Takes_the_code_of_now_and_those_beside_it()
    {
        var secret = SecondStep.NewSecret();

        using (Assert.EnterMultipleScope())
        {
            foreach (var seconds in (int[])[-30, 0, 30])
                Assert.That(SecondStep.StepOf(secret, SecondStep.CodeAt(secret, Now.AddSeconds(seconds)), Now), Is.Not.Null, $"{seconds}");
            Assert.That(SecondStep.StepOf(secret, SecondStep.CodeAt(secret, Now.AddMinutes(2)), Now), Is.Null);
            Assert.That(SecondStep.StepOf(secret, "", Now), Is.Null);
            Assert.That(SecondStep.StepOf(secret, "12345６", Now), Is.Null);
        }
    }

    /// <summary>RFC 6238, appendix B, cut to six digits.</summary>
    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(20000000000, "353130")]
    public void Computes_codes_as_the_standard_does(long second, string code) =>
        Assert.That(
            SecondStep.CodeAt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(second)), Is.EqualTo(code));

    [Test]
    public void Is_a_picture_that_the_content_policy_allows() =>
        Assert.That(
            SecondStep.Picture(SecondStep.NewSecret(), "wu-jianfeng"),
            Does.StartWith("<svg").And.Not.Contain("style=").And.Not.Contain("<style").And.Not.Contain("<script"));

    [Test]
    public void Has_ten_recovery_codes_that_differ_and_are_typed_as_people_like()
    {
        var codes = SecondStep.NewRecoveryCodes();

        Assert.That(codes, Has.Count.EqualTo(10).And.Unique.And.All.Match("^[A-Z2-7]{16}$"));
        Assert.That(SecondStep.Plain($" {SecondStep.Grouped(codes[0]).ToLowerInvariant()} "), Is.EqualTo(codes[0]));
    }
}
