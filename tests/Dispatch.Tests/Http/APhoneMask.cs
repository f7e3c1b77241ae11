using Dispatch.Language;

namespace Dispatch.Tests.Http;

public sealed class APhoneMask
{
    [TestCase("13800001234", "138****1234")]
    [TestCase("138 0000 1234", "138 **** 1234")]
    [TestCase("+86 138-0000-1234", "+86 1**-****-1234")]
    [TestCase("0594-2695123", "059*-***5123")]
    [TestCase("13800001234/13900005678", "138********/*******5678")]
    [TestCase("2695123", "*****23")]
    [TestCase("12345", "*****")]
    [TestCase("1", "*")]
    [TestCase("", "")]
    [TestCase("wx_lin88", "******88")]
    [TestCase("１３８００００１２３４", "１３８****１２３４")]
    public void A_phone_mask_hides_the_middle_of_a_number(string phone, string masked) =>
        Assert.That(PhoneMask.Of(phone), Is.EqualTo(masked));
}
