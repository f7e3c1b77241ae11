using System.Text.Json;
using Dapper;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Orders;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class ARepeatedRequest(string engine)
{
    Office office = null!;

    [OneTimeSetUp]
    public async Task OpenAsync() => office = await Office.OpenAsync(engine);

    [OneTimeTearDown]
    public async Task CloseAsync() => await office.DisposeAsync();

    [Test]
    public async Task Gets_the_first_answer_when_it_says_the_same_in_another_order()
    {
        var first = await FilesAsync("""{"category":"0128","title":"门口喇叭","text":"太响"}""", "same-filing");
        var again = await FilesAsync("""{ "text": "太响 ", "title": "门口喇叭", "category": "0128" }""", "same-filing");

        Assert.That(again.Value!.Order.Number, Is.EqualTo(first.Value!.Order.Number));
    }

    [TestCase("""{"category":"0110","title":"路灯不亮","text":"三天"}""", TestName = "With_another_category_is_another_request")]
    [TestCase("""{"category":"0128","title":"路灯不亮了","text":"三天"}""", TestName = "With_another_title_is_another_request")]
    [TestCase("""{"category":"0128","title":"路灯不亮"}""", TestName = "That_lacks_a_field_is_another_request")]
    [TestCase(
        """{"category":"0128","title":"路灯不亮","text":"三天","source":"test","externalId":"7"}""",
        TestName = "With_an_external_id_that_the_first_lacked_is_another_request")]
    [TestCase(
        """{"category":"0128","title":"路灯不亮","text":"三天","workflow":"volunteer-post"}""",
        TestName = "Under_another_workflow_is_another_request")]
    public async Task Is_another_request(string other)
    {
        var key = TestContext.CurrentContext.Test.Name;
        await FilesAsync("""{"category":"0128","title":"路灯不亮","text":"三天"}""", key);

        var answer = await FilesAsync(other, key);

        Assert.That(answer.Refusal, Is.EqualTo(Refusal.Of(Refusal.KeyUsed)));
    }

    [Test]
    public async Task With_another_input_of_the_step_is_another_request()
    {
        var order = await office.FilesAsync("井盖松动");
        await office.AsksAsync(office.Secretariat, order.Number, "comment", new { text = "已联系" }, "one-comment");

        var same = await office.AsksAsync(office.Secretariat, order.Number, "comment", new { text = "已联系" }, "one-comment");
        var other = await office.AsksAsync(office.Secretariat, order.Number, "comment", new { text = "已修好" }, "one-comment");

        Assert.That(same.Value!.Order.Version, Is.EqualTo(2));
        Assert.That(other.Refusal, Is.EqualTo(Refusal.Of(Refusal.KeyUsed)));
    }

    [Test]
    public async Task On_another_version_is_another_request()
    {
        var order = await office.FilesAsync("井盖松动");
        var stale = await office.AsksAsync(office.Secretariat, order.Number, "accept", key: "one-accept", version: 9);

        var same = await office.AsksAsync(office.Secretariat, order.Number, "accept", key: "one-accept", version: 9);
        var other = await office.AsksAsync(office.Secretariat, order.Number, "accept", key: "one-accept", version: 1);

        Assert.That(same.Refusal, Is.EqualTo(stale.Refusal));
        Assert.That(other.Refusal, Is.EqualTo(Refusal.Of(Refusal.KeyUsed)));
    }

    [Test]
    public async Task With_another_content_in_the_same_batch_is_another_request()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => office.AsksToFileAsync($"同键 {n}", key: "one-for-all")));

        Assert.That(answers.Count(answer => answer.IsAccepted), Is.EqualTo(1));
        Assert.That(answers.Where(answer => !answer.IsAccepted).Select(answer => answer.Refusal!.Code), Has.All.EqualTo(Refusal.KeyUsed));
    }

    [Test]
    public async Task Holds_its_key_also_when_the_order_was_there_already()
    {
        await office.AsksToFileAsync("占道堆货", "there-1");
        var first = await office.AsksToFileAsync("占道堆货", "there-1", "key-of-there");

        var same = await office.AsksToFileAsync("占道堆货", "there-1", "key-of-there");
        var other = await office.AsksToFileAsync("别的事", "there-2", "key-of-there");

        Assert.That((first.Value!.Existed, same.Value!.Existed), Is.EqualTo((true, true)));
        Assert.That(same.Value.Order.Number, Is.EqualTo(first.Value.Order.Number));
        Assert.That(other.Refusal, Is.EqualTo(Refusal.Of(Refusal.KeyUsed)));
    }

    [Test]
    public async Task Gets_the_first_answer_also_where_the_version_before_kept_no_content()
    {
        await office.AsksToFileAsync("旧版本", key: "kept-before");
        await using (var connection = await office.Database.ConnectAsync())
            await connection.ExecuteAsync("update receipts set content = null where key = 'kept-before'");

        var again = await office.AsksToFileAsync("旧版本", key: "kept-before");

        Assert.That(again.IsAccepted, Is.True);
    }

    [TestCase("""{"category":"0110","title":"渣土车","text":"夜里"}""", TestName = "Under_one_external_id_with_another_category_is_refused")]
    [TestCase("""{"category":"0128","title":"另一件","text":"夜里"}""", TestName = "Under_one_external_id_with_another_title_is_refused")]
    [TestCase("""{"category":"0128","title":"渣土车"}""", TestName = "Under_one_external_id_without_its_text_is_refused")]
    [TestCase(
        """{"category":"0128","title":"渣土车","text":"夜里","merchant":{"phone":"1"}}""",
        TestName = "Under_one_external_id_with_a_merchant_is_refused")]
    [TestCase(
        """{"category":"0128","title":"渣土车","text":"夜里","location":{"address":"桥头"}}""",
        TestName = "Under_one_external_id_with_a_place_is_refused")]
    public async Task Under_one_external_id_is_refused(string other)
    {
        var id = TestContext.CurrentContext.Test.Name;
        var first = await FilesAsync("""{"category":"0128","title":"渣土车","text":"夜里"}""", externalId: id);

        var answer = await FilesAsync(other, externalId: id);

        Assert.That(answer.Refusal, Is.EqualTo(Refusal.Of(Refusal.KeyUsed, first.Value!.Order.Number)));
    }

    [Test]
    public async Task Under_one_external_id_is_the_same_by_what_its_sender_said()
    {
        var first = await office.AsksToFileAsync("油烟", "smoke-1");
        await office.TakesAsync(office.Secretariat, first.Value!.Order, "accept", new { category = "0110" });

        var again = await office.AsksToFileAsync("油烟", "smoke-1", caller: office.Secretariat with { Roles = [Role.Community] });

        Assert.That(again.Value?.Existed, Is.True, "the house corrected the category since, and a colleague sends it");
    }

    [Test]
    public async Task Under_one_external_id_is_told_apart_in_the_same_batch()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => office.AsksToFileAsync(n % 2 == 0 ? "甲" : "乙", "batch-1")));

        var filed = answers.Single(answer => answer.Value is { Existed: false }).Value!.Order;
        Assert.That(answers.Count(answer => answer.Value is { Existed: true } there && there.Order.Title == filed.Title), Is.EqualTo(49));
        Assert.That(answers.Count(answer => answer.Refusal == Refusal.Of(Refusal.KeyUsed, filed.Number)), Is.EqualTo(50));
    }

    Task<Decision<Answer>> FilesAsync(string body, string? key = null, string? externalId = null)
    {
        var caller = office.Community with { Source = "test" };
        var request = StepRequest.ReadFiling(JsonDocument.Parse(body).RootElement, caller, key, Office.Alliance).Value!;
        var step = (Dispatch.Orders.Steps.FileStep)request.Step;
        return office.Desk.DoAsync(
            externalId is null ? request : request with { Step = step with { Source = "test", ExternalId = externalId } });
    }
}
