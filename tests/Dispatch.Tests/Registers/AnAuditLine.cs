using Dispatch.Server.Registers;

namespace Dispatch.Tests.Registers;

public sealed class AnAuditLine
{
    [TestCase("""{"duties":["0110","0128"]}""", "0110、0128")]
    [TestCase("""{"returns":[{"zh":"非本单位职责","en":"Not ours"},{"zh":"缺少地点","en":"No place"}]}""",
        "非本单位职责 / Not ours、缺少地点 / No place")]
    [TestCase("""{"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"春节","date":"2027-02-14","isOffDay":false}]}""",
        "2027-01-01 元旦 休、2027-02-14 春节 班")]
    [TestCase("""{"turns":[{"from":"2027-03-01","deputy":null,"member":"huanwei"}]}""", "2027-03-01 huanwei")]
    public void Says_a_list_in_words_and_never_as_it_is_stored(string stored, string said)
    {
        var change = RegisterText.Differences(null, stored).Single();

        Assert.That(change.After, Is.EqualTo(said));
    }

    [TestCase("refusals")]
    [TestCase("returns")]
    [TestCase("days")]
    public void Names_a_field_in_chinese(string field) => Assert.That(RegisterText.Field(field).Zh, Is.Not.EqualTo(field));
}
