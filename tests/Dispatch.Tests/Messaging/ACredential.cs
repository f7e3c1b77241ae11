using System.Text;
using CsCheck;
using Dispatch.Server.Messaging;

namespace Dispatch.Tests.Messaging;

public sealed class ACredential
{
    static readonly TestCaseData[] Bodies =
    [
        Body("""{"token":"abc","a":1}""", """{"token":"(removed)","a":1}""", "It_goes_with_the_field_that_is_named_so"),
        Body("""{"a":{"Authorization" : "x"}}""", """{"a":{"Authorization" : "(removed)"}}""", "It_goes_at_any_depth"),
        Body("""{"access_token":["x","y"],"b":"y"}""", """{"access_token":["(removed)","(removed)"],"b":"y"}""", "It_goes_from_a_list"),
        Body("""{"password":1234}""", """{"password":"(removed)"}""", "It_goes_where_it_is_a_number"),
        Body("""{"a":"see dsp_x1-_y!"}""", """{"a":"see (removed)!"}""", "A_token_goes_from_the_middle_of_a_text"),
        Body("""{"a":"\u0064sp_x1 \"q\""}""", """{"a":"(removed) \"q\""}""", "A_token_goes_that_is_escaped"),
        Body("""{"dsp_x1":2}""", """{"(removed)":2}""", "A_token_goes_from_a_name"),
        Body("""{"a":"Bearer abcdefghijklmnop"}""", """{"a":"(removed)"}""", "Another_house's_token_goes"),
        Body("""{"a":"Bearer of news"}""", """{"a":"Bearer of news"}""", "Words_stay"),
        Body("""{"authorization":{"a":"b"}}""", """{"authorization":{"a":"b"}}""", "An_object_of_that_name_stays"),
        Body("""{"authorization":"Bearer demo""", """{"authorization":"(removed)""", "It_goes_from_a_text_that_ends_too_soon"),
        Body("not JSON dsp_x1", "not JSON (removed)", "It_goes_from_what_is_no_JSON"),
        Body("", "", "Of_nothing_stays_nothing"),
        Body("""[1] dsp_x1""", """[1] (removed)""", "It_goes_from_behind_JSON"),
        Body("""{"标题":"夜市\n音响","n":1.50,"t":true}""", """{"标题":"夜市\n音响","n":1.50,"t":true}""", "Everything_else_stays_byte_for_byte"),
    ];

    [TestCaseSource(nameof(Bodies))]
    public void Is_taken_out_of_a_body(string body, string clean) =>
        Assert.That(Encoding.UTF8.GetString(Credentials.Without(Encoding.UTF8.GetBytes(body))), Is.EqualTo(clean));

    [Test]
    public void Is_taken_out_of_text_of_two_bytes_a_character() =>
        Assert.That(
            Encoding.Latin1.GetString(Credentials.Without(Encoding.Unicode.GetBytes("{\"a\":\"dsp_x1\"}"))), Does.Not.Contain("x\01"));

    /// <summary>A body that could not be searched would never be set aside, and come again for ever.</summary>
    [Test]
    public void Is_looked_for_in_any_bytes()
    {
        var anything = Gen.Byte.Array[0, 40];
        var nearlyJson = Gen.Char["{}[]\",:tokenpasword\\u0d 1"].Array[0, 60].Select(chars => Encoding.UTF8.GetBytes(chars));

        Gen.OneOf(anything, nearlyJson).Sample(body => Credentials.Without(body) is not null);
    }

    [Test]
    public void A_body_without_one_is_the_very_same()
    {
        var body = """{"a":[1,{"b":"c"}]}"""u8.ToArray();

        Assert.That(Credentials.Without(body), Is.SameAs(body));
    }

    static TestCaseData Body(string body, string clean, string test) => new(body, clean) { TestName = test };
}
