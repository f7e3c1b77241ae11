using Dispatch.Language;

namespace Dispatch.Tests.Language;

public sealed class PersonalNumbersInAText
{
    // The same mobile number as people write it.
    [TestCase("13800001234")]
    [TestCase("138 0000 1234")]
    [TestCase("138-0000-1234")]
    [TestCase("138 000 01234")]
    [TestCase("1380000 1234")]
    [TestCase("138 - 0000 - 1234")]
    [TestCase("1 3 8 0 0 0 0 1 2 3 4")]
    [TestCase("138.0000.1234")]
    [TestCase("138·0000·1234")]
    [TestCase("138_0000_1234")]
    [TestCase("138—0000—1234")]
    [TestCase("138－0000－1234")]
    [TestCase("138一0000一1234", TestName = "A_one_may_stand_for_a_hyphen")]
    [TestCase("１３８００００１２３４")]
    [TestCase("１３８　００００　１２３４")]
    [TestCase("138\u00a00000\u00a01234")]
    [TestCase("\u202d138 0000 1234\u202c", TestName = "As_a_phone_copies_it_out_of_its_contacts")]
    [TestCase("1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣")]
    [TestCase("①③⑧00001234")]
    [TestCase("一三八零零零零一二三四")]
    [TestCase("幺三八〇〇〇〇幺二三四")]
    [TestCase("壹叁捌零零零零壹贰叁肆")]
    [TestCase("+8613800001234")]
    [TestCase("+86 138 0000 1234")]
    [TestCase("+86-138-0000-1234")]
    [TestCase("(+86)13800001234")]
    [TestCase("（+86）138 0000 1234")]
    [TestCase("＋８６１３８００００１２３４")]
    [TestCase("008613800001234")]
    [TestCase("0086-138-0000-1234")]
    [TestCase("86 13800001234")]
    [TestCase("8613800001234")]
    [TestCase("013800001234")]
    [TestCase("138:0000:1234")]
    [TestCase("138：0000：1234")]
    [TestCase("138,0000,1234")]
    [TestCase("138*0000*1234")]
    [TestCase("138|0000|1234")]
    [TestCase("【138】0000【1234】")]
    [TestCase("138……0000……1234")]
    [TestCase("138      0000      1234")]
    [TestCase("138\n0000\n1234", TestName = "Over_several_lines")]
    [TestCase("1380000123413900005678", TestName = "Two_in_one")]
    [TestCase("𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒")]
    [TestCase("一三八零零零零一两三四")]
    [TestCase("幺三八洞洞洞洞幺两三四")]
    [TestCase("壹參捌零零零零壹貳參肆")]
    // With an area code.
    [TestCase("0594-2695123")]
    [TestCase("0594 2695123")]
    [TestCase("(0594)2695123")]
    [TestCase("（０５９４）２６９５１２３")]
    [TestCase("05942695123")]
    [TestCase("0594-269-5123")]
    [TestCase("0591-8888 1234")]
    [TestCase("010-88881234")]
    [TestCase("021 6888 1234")]
    [TestCase("+86 594 2695123")]
    [TestCase("+86-010-88881234")]
    [TestCase("+86(0594)2695123")]
    [TestCase("86-0594-2695123")]
    [TestCase("0594/2695123")]
    [TestCase("86 10 88881234")]
    [TestCase("86-594-2695123")]
    // For everybody in the country.
    [TestCase("400-123-4567")]
    [TestCase("4001234567")]
    [TestCase("400 1234 567")]
    [TestCase("４００－１２３－４５６７")]
    [TestCase("800-820-8820")]
    // Of another country.
    [TestCase("+852 9123 4567")]
    [TestCase("00852 91234567")]
    [TestCase("+886 912 345 678")]
    [TestCase("+1 617 555 1234")]
    // Of a person.
    [TestCase("350302199001011234")]
    [TestCase("35030219900101123X")]
    [TestCase("350302 19900101 123x")]
    [TestCase("350302-19900101-1234")]
    [TestCase("３５０３０２１９９００１０１１２３Ｘ")]
    [TestCase("350302900101123")]
    [TestCase("350302199013011234", TestName = "Of_a_day_that_there_is_not")]
    public void Are_hidden_however_they_are_written(string number)
    {
        foreach (var text in (string[])[number, $"找林老板{number}，急", $"Mr Lin {number}. Thanks", $"甲：{number}/乙", $"（{number}）"])
        {
            var hidden = PersonalNumbers.Hidden(text);

            Assert.That(hidden.Count(sign => sign == '*'), Is.GreaterThanOrEqualTo(4));
            Assert.That(hidden, Does.Not.Contain(number));
            Assert.That(hidden, Has.Length.EqualTo(text.Length));
            Assert.That(PersonalNumbers.Hidden(hidden), Is.EqualTo(hidden), "nothing is left to be hidden");
        }
    }

    [TestCase("找林老板13800001234，或0594-2695123转801", "找林老板138****1234，或059*-***5123转801")]
    [TestCase("13800001234/13900005678", "138****1234/139****5678")]
    [TestCase("13800001234、13900005678", "138****1234、139****5678")]
    [TestCase("微信13800001234同号", "微信138****1234同号")]
    [TestCase("身份证350302199001011234", "身份证350***************")]
    [TestCase("身份证号：350302199013451234", "身份证号：350***************", TestName = "An_identity_number_with_a_mistake_is_one_after_its_name")]
    [TestCase("联系电话：88881234", "联系电话：******34")]
    [TestCase("座机 269-5123", "座机 ***-**23")]
    [TestCase("请打2695123", "请打*****23")]
    [TestCase("电话号码就是2695123", "电话号码就是*****23")]
    [TestCase("☎️2695123", "☎️*****23")]
    [TestCase("📞 2695123", "📞 *****23")]
    [TestCase("TEL/FAX: 269-5123", "TEL/FAX: ***-**23")]
    [TestCase("phone number 88881234", "phone number ******34")]
    [TestCase("Mobile: 88881234", "Mobile: ******34")]
    [TestCase("𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟏𝟐𝟑𝟒", "𝟏𝟑𝟖********𝟏𝟐𝟑𝟒")]
    public void Keep_what_tells_one_from_another(string text, string hidden) =>
        Assert.That(PersonalNumbers.Hidden(text), Is.EqualTo(hidden));

    [TestCase("")]
    [TestCase("夜市音响太响，影响休息")]
    [TestCase("并入 SY-20261122-0001、SY-20261122-0002")]
    [TestCase("2026-11-22 08:30 至 2026-11-23 09:30")]
    [TestCase("2026-04-15 2026-04-16 两天")]
    [TestCase("2026年11月22日8时30分")]
    [TestCase("20150302")]
    [TestCase("工单 101001320772")]
    [TestCase("工单 201503020830123456")]
    [TestCase("门牌1301、1302、1303")]
    [TestCase("价格 1500-1800 元，300-500 2026年")]
    [TestCase("总价 13,800,001,234 元")]
    [TestCase("25.45, 119.01")]
    [TestCase("110、119、120、12345")]
    [TestCase("车牌闽B12345，5楼502室")]
    [TestCase("0.1234567890")]
    [TestCase("150、2000、3000 元")]
    [TestCase("𝟏𝟑𝟖 号楼，一两家店")]
    public void Are_not_seen_where_there_are_none(string text) => Assert.That(PersonalNumbers.Hidden(text), Is.SameAs(text));

    [Test]
    [CancelAfter(5000)]
    public void Are_looked_for_in_a_time_that_grows_with_the_text()
    {
        foreach (var piece in (string[])["1", "1    ", "1 3    8 0+ 0-0  0 1 ", "电话 ", "0 0 8 6 ", "身份证"])
            Assert.That(PersonalNumbers.Hidden(string.Concat(Enumerable.Repeat(piece, 4000))), Is.Not.Empty);
    }
}
