using Dispatch.Orders;

namespace Dispatch.Tests.Http;

public sealed class TheWordingOfFaults
{
    [TestCase("required", "必填。", "This is required.")]
    [TestCase("longer-than-200", "最多 200 个字符。", "This may have 200 characters at most.")]
    [TestCase("more-than-9", "最多 9 项。", "There may be 9 of these at most.")]
    [TestCase("a-whole-number-from-1-to-5", "须为 1 到 5 的整数。", "This must be a whole number from 1 to 5.")]
    [TestCase("a-number-from--90-to-90", "须为 -90 到 90 的数。", "This must be a number from -90 to 90.")]
    [TestCase("one-of-normal-raised-urgent", "须为以下之一：normal、raised、urgent。", "This must be one of normal, raised, urgent.")]
    public void A_fault_is_worded_as_a_sentence(string fault, string chinese, string english)
    {
        Assert.That(FaultWording.Of(fault, chinese: true), Is.EqualTo(chinese));
        Assert.That(FaultWording.Of(fault, chinese: false), Is.EqualTo(english));
    }
}
