using System.Text;
using CsCheck;
using Dispatch.Language;

namespace Dispatch.Tests.Language;

public sealed class AFolding
{
    [TestCase("ÉCOLE Ñandú", "ecole nandu")]
    [TestCase("E\u0301cole", "ecole", TestName = "An_accent_of_its_own_is_left_out")]
    [TestCase("ＡＢＣ－１２３", "abc-123")]
    [TestCase("ｶﾞｽ", "カ\u3099ス", TestName = "Half_width_kana_are_full_width")]
    [TestCase("ガス", "カ\u3099ス", TestName = "One_sign_or_two_for_a_voiced_kana_are_the_same")]
    [TestCase("ΣΊΣΥΦΟΣ", "σισυφοσ")]
    [TestCase("σίσυφος", "σισυφοσ")]
    [TestCase("ЖУРНАЛ Ёлка", "журнал елка")]
    [TestCase("STRASSE", "strasse")]
    [TestCase("straße", "strasse")]
    [TestCase("İstanbul ISPARTA ısparta", "istanbul isparta isparta")]
    [TestCase("ﬁne Æther Łódź Đà Nẵng", "fine aether lodz da nang")]
    [TestCase("延宁路 6 号", "延宁路6号")]
    [TestCase("延宁路\u3000６\u00a0号", "延宁路6号", TestName = "Spaces_of_every_kind_between_Chinese_signs_are_left_out")]
    [TestCase("  late \t\r\n night ", "late night")]
    [TestCase("卡拉 OK 厅", "卡拉ok厅")]
    [TestCase("no\u200bise\u00ad", "noise", TestName = "Signs_that_nobody_sees_are_left_out")]
    [TestCase("SY‑20261123–0001", "sy-20261123-0001", TestName = "Every_dash_is_a_hyphen")]
    [TestCase("太吵,扰民", "太吵,扰民")]
    [TestCase("太吵，扰民", "太吵,扰民")]
    [TestCase("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8", TestName = "A_Korean_syllable_is_its_letters")]
    [TestCase("𠮷野家 🎵", "𠮷野家🎵")]
    [TestCase("", "")]
    public void Makes_one_of_what_is_written_differently(string text, string folded) =>
        Assert.That(Folding.Fold(text), Is.EqualTo(folded));

    [Test]
    public void Words_of_a_question_are_folded_apart() =>
        Assert.That(Folding.Words(" 夜市　ＬＯＵＤ loud 6 号 \u200b"), Is.EqualTo((string[])["夜市", "loud", "6", "号"]));

    [Test]
    public void Folding_twice_changes_nothing() =>
        Texts.Sample(text => Folding.Fold(Folding.Fold(text)) == Folding.Fold(text), iter: 20_000);

    [Test]
    public void Case_makes_no_difference() =>
        Texts.Sample(
            text => Folding.Fold(text.ToUpperInvariant()) == Folding.Fold(text)
                && Folding.Fold(text.ToLowerInvariant()) == Folding.Fold(text),
            iter: 20_000);

    [Test]
    public void Width_makes_no_difference() =>
        Gen.String[Gen.Char['!', '~'], 0, 30].Sample(
            text => Folding.Fold(string.Concat(text.Select(sign => (char)(sign + 0xFEE0)))) == Folding.Fold(text), iter: 5000);

    [Test]
    public void Spaces_around_a_text_and_between_Chinese_signs_make_no_difference() =>
        Gen.String[Gen.Char['一', '龥'], 1, 30].Sample(
            text => Folding.Fold($" {string.Join(' ', text.ToCharArray())}\u3000") == Folding.Fold(text), iter: 5000);

    [Test]
    public void A_word_of_a_text_stands_in_its_folding() =>
        Gen.Select(Texts, Texts, Texts).Sample(
            (before, word, after) => Folding.Words(word).All(Folding.Fold($"{before} {word} {after}").Contains), iter: 20_000);

    /// <summary>Of every script that is written, besides spaces and marks.</summary>
    static readonly Gen<string> Texts =
        Gen.Frequency(
            (3, Gen.Int[' ', '~']), (3, Gen.Int[0xA0, 0x24FF]), (2, Gen.Int['一', '龥']), (1, Gen.Int[0x3000, 0x33FF]),
            (1, Gen.Int[0xAC00, 0xD7A3]),
            (1, Gen.Int[0xF900, 0xFFEF]), (1, Gen.Int[0x10400, 0x1044F]), (1, Gen.Int[0x1D400, 0x1D7FF]), (1, Gen.Int[0x20000, 0x2A6DF]))
            .Array[0, 20].Select(signs => string.Concat(signs.Where(Rune.IsValid).Select(sign => new Rune(sign).ToString())));
}
