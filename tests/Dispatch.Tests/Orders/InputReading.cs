using System.Text.Json;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Orders;

public sealed class InputReading
{
    [TestCase("assign", """{"lead":"huanwei","suport":[]}""", "suport=unknown-field", TestName = "Finds_a_misspelt_field")]
    [TestCase("assign", """[1]""", "=not-an-object", TestName = "Finds_an_input_that_is_no_object")]
    [TestCase("assign", """{"lead":7}""", "lead=not-a-text", TestName = "Finds_a_number_for_a_text")]
    [TestCase("assign", """{"support":"huanwei"}""", "support=not-a-list-of-texts", TestName = "Finds_a_text_for_a_list")]
    [TestCase("assign", """{"support":["huanwei",7]}""", "support=not-a-list-of-texts", TestName = "Finds_a_number_in_a_list_of_texts")]
    [TestCase("assign", """{"support":["huanwei"," "]}""", "support=not-a-list-of-texts", TestName = "Finds_an_empty_text_in_a_list")]
    [TestCase("assign", """{"lead":"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx"}""", "lead=longer-than-40",
        TestName = "Finds_a_text_that_is_too_long")]
    [TestCase("attach", """{"photos":["1","2","3","4","5","6","7","8","9","10"]}""", "photos=more-than-9",
        TestName = "Finds_a_list_that_is_too_long")]
    [TestCase("comment", """{"text":"a\u0000b"}""", "text=not-a-text", TestName = "Finds_a_zero_character")]
    [TestCase("comment", """{"text":"a\ud800b"}""", "text=not-a-text", TestName = "Finds_half_a_character")]
    [TestCase("attach", """{"photos":["\udc00"]}""", "photos=not-a-list-of-texts", TestName = "Finds_half_a_character_in_a_list")]
    [TestCase("comment", """{"\ud800":1}""", "?=unknown-field", TestName = "Finds_a_field_whose_name_is_half_a_character")]
    [TestCase("confirm", """{"rating":6}""", "rating=a-whole-number-from-1-to-5", TestName = "Finds_a_rating_above_five")]
    [TestCase("confirm", """{"rating":4.5}""", "rating=a-whole-number-from-1-to-5", TestName = "Finds_a_rating_that_is_not_whole")]
    [TestCase("offer", """{"places":0}""", "places=a-whole-number-from-1-to-1000", TestName = "Finds_no_places")]
    [TestCase("offer", """{"places":99999999999}""", "places=a-whole-number-from-1-to-1000",
        TestName = "Finds_more_places_than_there_are_numbers")]
    [TestCase("accept", """{"urgency":"very"}""", "urgency=one-of-normal-raised-urgent", TestName = "Finds_an_urgency_nobody_knows")]
    [TestCase("file", "{}", "category=required title=required", TestName = "Finds_every_missing_field")]
    [TestCase("file", """{"category":"0110","title":"x","merchant":{"phone":1,"fax":"2"}}""",
        "merchant.phone=not-a-text merchant.fax=unknown-field", TestName = "Finds_faults_inside_a_group")]
    [TestCase("file", """{"category":"0110","title":"x","merchant":"林记茶行"}""", "merchant=not-an-object",
        TestName = "Finds_a_text_for_a_group")]
    [TestCase("file", """{"category":"0110","title":"x","location":{"latitude":91}}""", "location.latitude=a-number-from--90-to-90",
        TestName = "Finds_a_place_that_is_nowhere")]
    [TestCase("file", """{"category":"0110","title":"x","location":{"longitude":1e999}}""", "location.longitude=a-number-from--180-to-180",
        TestName = "Finds_a_number_without_end")]
    [TestCase("file", """{"category":"0110","title":"\u200b\u2060 \ufeff"}""", "title=required",
        TestName = "Finds_a_title_of_signs_without_width")]
    [TestCase("file", """{"category":"0110","title":"\u3164\u2800"}""", "title=required", TestName = "Finds_a_title_of_fillers")]
    [TestCase("file", """{"category":"0110","title":"\u0301\ufe0f"}""", "title=required", TestName = "Finds_a_title_of_marks_alone")]
    [TestCase("file", """{"category":"0110","title":"a\u0007b"}""", "title=with-control-signs", TestName = "Finds_a_bell")]
    [TestCase("file", """{"category":"0110","title":"a\u001b[31mb"}""", "title=with-control-signs", TestName = "Finds_an_escape_sequence")]
    [TestCase("file", """{"category":"0110","title":"a\u202eb"}""", "title=with-control-signs",
        TestName = "Finds_a_sign_that_turns_the_line")]
    [TestCase("file", """{"category":"0110","title":"a\u2028b"}""", "title=with-control-signs", TestName = "Finds_a_sign_that_ends_a_line")]
    [TestCase("file", """{"category":"0110","title":"a\uffffb"}""", "title=with-control-signs", TestName = "Finds_what_is_no_sign")]
    [TestCase("comment", """{"text":"a\udbff\udffeb"}""", "text=with-control-signs", TestName = "Finds_what_is_no_sign_of_two_characters")]
    [TestCase("comment", """{"text":"a\ufff9b\ufffac\ufffb"}""", "text=with-control-signs", TestName = "Finds_an_annotation")]
    [TestCase("file", """{"category":"0110","title":"x","location":{"latitude":25.4}}""", "location.longitude=required",
        TestName = "Finds_half_a_place")]
    [TestCase("file", """{"category":"0110","title":"x","location":{"longitude":119}}""", "location.latitude=required",
        TestName = "Finds_the_other_half_of_a_place")]
    [TestCase("attach", """{"photos":["javascript:alert(1)"]}""", "photos=not-web-addresses", TestName = "Finds_a_script_for_a_photo")]
    [TestCase("attach", """{"photos":["https://a.cn/1.jpg","1.jpg"]}""", "photos=not-web-addresses",
        TestName = "Finds_a_photo_without_an_address")]
    [TestCase("attach", """{"photos":["file:///etc/passwd"]}""", "photos=not-web-addresses", TestName = "Finds_a_file_for_a_photo")]
    [TestCase("resolve", """{"note":"x","photos":["data:text/html,x"]}""", "photos=not-web-addresses", TestName = "Finds_data_for_a_photo")]
    [TestCase("appeal", """{"reason":"x","photos":["http:///1.jpg"]}""", "photos=not-web-addresses", TestName = "Finds_a_photo_of_no_host")]
    public void Names(string step, string input, string faults) =>
        Assert.That(string.Join(' ', Read(step, input).Reader.Faults().Select(fault => $"{fault.Key}={fault.Value}")), Is.EqualTo(faults));

    [Test]
    public void Takes_a_title_and_a_name_in_one_line()
    {
        const string Input = """{"category":"0110","title":"太响\r\n 三天了\t急","text":"甲\n乙","merchant":{"name":"林记\n茶行"}}""";
        var file = (FileStep)Read("file", Input).Step;

        Assert.That((file.Title, file.Text, file.Merchant!.Name), Is.EqualTo(("太响 三天了 急", "甲\n乙", "林记 茶行")));
    }

    [TestCase("""{"text":null}""")]
    [TestCase("""{"text":""}""")]
    [TestCase("""{"text":"  "}""")]
    [TestCase("""{"text":"\u200b"}""")]
    [TestCase("{}")]
    [TestCase("null")]
    public void Takes_for_not_given(string input) => Assert.That(Read("comment", input).Reader.Given, Is.Empty);

    [TestCase("""{"photos":[]}""", "attach")]
    [TestCase("""{"category":"","title":"","merchant":{"name":" "},"location":{}}""", "file")]
    public void Takes_empty_lists_and_groups_for_not_given(string input, string step) =>
        Assert.That(Read(step, input).Reader.Given, Is.Empty);

    [Test]
    public void Reads_no_input_at_all()
    {
        var reader = new InputReader((JsonElement?)null);

        Assert.That(StepRegistry.All["accept"].Read(reader), Is.EqualTo(new AcceptStep(null, null)));
        Assert.That(reader.Faults(), Is.Empty);
    }

    [Test]
    public void Trims_texts() => Assert.That(Read("comment", """{"text":"  味道很大 \n"}""").Step, Is.EqualTo(new CommentStep("味道很大")));

    [TestCase("家👨‍👩‍👧门口")]
    [TestCase("第一行\n\t第二行")]
    [TestCase("نفايات")]
    [TestCase("！")]
    public void Takes_what_people_write(string text) =>
        Assert.That(Read("comment", JsonSerializer.Serialize(new { text })).Step, Is.EqualTo(new CommentStep(text)));

    [Test]
    public void Says_which_fields_were_given() =>
        Assert.That(
            Read("resolve", """{"note":"已办","photos":["1"],"reason":""}""").Reader.Given,
            Is.EquivalentTo((string[])["note", "photos"]));

    [Test]
    public void Never_takes_the_merchants_code_from_the_caller() =>
        Assert.That(
            Read("file", """{"category":"0110","title":"x","merchantCode":"chen-noodles"}""").Reader.Faults(),
            Contains.Key("merchantCode"));

    static (IStep Step, InputReader Reader) Read(string step, string input)
    {
        var reader = new InputReader(Situations.Json(input));
        return (StepRegistry.All[step].Read(reader), reader);
    }
}
