using Dispatch.Orders.Search;

namespace Dispatch.Tests.Orders;

sealed class AGram
{
    [TestCase("噪音扰民", "噪音 音扰 扰民 民")]
    [TestCase("123", "12 23 3")]
    [TestCase("12345", "12 23 34 45 1234 2345 5")]
    [TestCase("ab12噪音", "ab b1 12 2噪 噪音 ab12 音")]
    [TestCase("7 噪", "7 噪")]
    public void Is_every_two_signs_of_a_text_and_every_four_of_a_number(string folded, string grams) =>
        Assert.That(Grams.Of(folded), Is.EqualTo(grams));
}
