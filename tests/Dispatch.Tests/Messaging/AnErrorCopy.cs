using System.Text;
using System.Text.Json;
using Dispatch.Orders;
using Dispatch.Server.Messaging;
using RabbitMQ.Client;

namespace Dispatch.Tests.Messaging;

public sealed class AnErrorCopy
{
    const string Queue = RabbitTopology.FileOrder;
    const string Token = "dsp_Zm9yLXRlc3Rz-only_";

    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);
    static readonly Refusal Unreadable = Refusal.Of(Refusal.Unreadable, "no JSON");

    [Test]
    public void A_copy_carries_what_describes_the_body()
    {
        var copy = Copy(new BasicProperties
        {
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            MessageId = "12345-1",
            CorrelationId = "call-7",
            Type = "FileOrder",
            Timestamp = new AmqpTimestamp(1_772_443_800),
        });

        Assert.That(copy.ContentType, Is.EqualTo("application/json"));
        Assert.That(copy.ContentEncoding, Is.EqualTo("utf-8"));
        Assert.That(copy.MessageId, Is.EqualTo("12345-1"));
        Assert.That(copy.CorrelationId, Is.EqualTo("call-7"));
        Assert.That(copy.Type, Is.EqualTo("FileOrder"));
        Assert.That(copy.Timestamp.UnixTime, Is.EqualTo(1_772_443_800));
        Assert.That(copy.Headers, Does.Not.ContainKey(ErrorCopy.LeftOut));
    }

    [Test]
    public void A_copy_says_why_where_and_when()
    {
        var copy = Copy(new BasicProperties());

        Assert.That(copy.Headers, Is.EqualTo(new Dictionary<string, object?>
        {
            ["dispatch-code"] = "unreadable",
            ["dispatch-reason"] = "The message could not be read: no JSON.",
            ["dispatch-reason-zh"] = "消息无法读取：no JSON。",
            ["dispatch-queue"] = "dispatch.file-order",
            ["dispatch-at"] = "2026-03-02T09:30:00.0000000+00:00",
        }));
        Assert.That(copy.IsTimestampPresent(), Is.False, "what the message lacks the copy lacks too");
        Assert.That(copy.IsMessageIdPresent(), Is.False);
    }

    static readonly TestCaseData[] NeverCarried =
    [
        Property("user-id", new BasicProperties { UserId = "sender" }, it => it.IsUserIdPresent(), "A_user_id_is_not_carried"),
        Property("expiration", new BasicProperties { Expiration = "60" }, it => it.IsExpirationPresent(), "An_expiration_is_not_carried"),
        Property("reply-to", new BasicProperties { ReplyTo = "theirs" }, it => it.IsReplyToPresent(), "A_reply_address_is_not_carried"),
        Property("app-id", new BasicProperties { AppId = "hotline" }, it => it.IsAppIdPresent(), "An_app_id_is_not_carried"),
        Property("priority", new BasicProperties { Priority = 9 }, it => it.IsPriorityPresent(), "A_priority_is_not_carried"),
        Property("cluster-id", new BasicProperties { ClusterId = "c" }, it => it.IsClusterIdPresent(), "A_cluster_id_is_not_carried"),
    ];

    [TestCaseSource(nameof(NeverCarried))]
    public void A_property_is_not_carried_but_named(string name, BasicProperties delivered, Func<BasicProperties, bool> isPresent)
    {
        var copy = Copy(delivered);

        Assert.That(isPresent(copy), Is.False);
        Assert.That(copy.Headers![ErrorCopy.LeftOut], Is.EqualTo(name));
    }

    [TestCase(DeliveryModes.Transient)]
    [TestCase(DeliveryModes.Persistent)]
    public void A_copy_outlives_the_broker(DeliveryModes mode) =>
        Assert.That(Copy(new BasicProperties { DeliveryMode = mode }).Persistent, Is.True);

    static readonly TestCaseData[] Headers =
    [
        Header("source", "hotline", "hotline", "A_text_is_carried"),
        Header("source", "热线"u8.ToArray(), "热线"u8.ToArray(), "A_text_as_bytes_is_carried"),
        Header("urgent", true, true, "A_bool_is_carried"),
        Header("n", (byte)1, (byte)1, "A_byte_is_carried"),
        Header("n", (short)-1, (short)-1, "A_short_is_carried"),
        Header("n", 7, 7, "An_int_is_carried"),
        Header("n", 7L, 7L, "A_long_is_carried"),
        Header("n", 0.5, 0.5, "A_double_is_carried"),
        Header("n", 0.5m, 0.5m, "A_decimal_is_carried"),
        Header("empty", "", "", "An_empty_text_is_carried"),
        Header(new string('n', 100), 1, 1, "A_name_of_100_bytes_is_carried"),
        Header(new string('n', 101), 1, null, "A_name_of_101_bytes_is_left_out"),
        Header(new string('字', 33), 1, 1, "A_Chinese_name_of_99_bytes_is_carried"),
        Header(new string('字', 34), 1, null, "A_Chinese_name_of_102_bytes_is_left_out"),
        Header("long", new string('a', 1024), new string('a', 1024), "A_text_of_1024_bytes_is_carried"),
        Header("long", new string('a', 1025), null, "A_text_of_1025_bytes_is_left_out"),
        Header("long", new string('字', 342), null, "A_Chinese_text_of_1026_bytes_is_left_out"),
        Header("long", new byte[1024], new byte[1024], "A_value_of_1024_bytes_is_carried"),
        Header("long", new byte[1025], null, "A_value_of_1025_bytes_is_left_out"),
        Header("nothing", null, null, "A_header_without_a_value_is_left_out"),
        Header("table", new Dictionary<string, object?> { ["a"] = 1 }, null, "A_table_is_left_out"),
        Header("list", new List<object?> { "a" }, null, "A_list_is_left_out"),
        Header("when", new AmqpTimestamp(1), null, "A_timestamp_is_left_out"),
        Header("CC", "other"u8.ToArray(), null, "A_header_that_sends_it_to_other_queues_is_left_out"),
        Header("BCC", "other"u8.ToArray(), null, "A_header_that_sends_it_elsewhere_unseen_is_left_out"),
        Header("authorization", "Bearer demo-community"u8.ToArray(), "(removed)", "An_authorization_is_removed"),
        Header("Authorization", "Basic ZGVtbzpkZW1v", "(removed)", "An_authorization_with_a_capital_is_removed"),
        Header("AUTHORIZATION", new byte[2000], "(removed)", "An_authorization_of_any_length_is_removed"),
        Header("key", Token, "(removed)", "A_token_is_removed"),
        Header("key", Encoding.UTF8.GetBytes($"Bearer {Token}"), "(removed)", "A_token_inside_bytes_is_removed"),
        Header("note", $"mine is {Token}, keep it", "(removed)", "A_text_around_a_token_is_removed"),
    ];

    [TestCaseSource(nameof(Headers))]
    public void A_header_is_carried_if_it_is_bounded_and_harmless(string name, object? value, object? carried)
    {
        var copy = Copy(With(name, value));

        Assert.That(ValueOf(copy, name), Is.EqualTo(carried));
        Assert.That(ValueOf(copy, ErrorCopy.LeftOut), Is.EqualTo(carried is null ? name : null));
    }

    [Test]
    public void A_name_that_is_a_token_is_not_even_named()
    {
        var copy = Copy(With(Token, 1));

        Assert.That(copy.Headers, Does.Not.ContainKey(Token));
        Assert.That(copy.Headers![ErrorCopy.LeftOut], Is.EqualTo("(removed)"));
    }

    [Test]
    public void A_token_in_a_property_or_in_the_reason_is_removed()
    {
        var copy = ErrorCopy.Of(
            Queue, new BasicProperties { CorrelationId = Token, Type = Token }, Refusal.Of(Refusal.NoSuchOrder, Token), Now);

        Assert.That(copy.CorrelationId, Is.EqualTo("(removed)"));
        Assert.That(copy.Type, Is.EqualTo("(removed)"));
        Assert.That(copy.Headers!["dispatch-reason"], Is.EqualTo("There is no order (removed)."));
        Assert.That(copy.Headers!["dispatch-reason-zh"], Does.Not.Contain("dsp_"));
    }

    [Test]
    public void The_first_32_headers_are_carried_and_the_others_named()
    {
        var copy = Copy(new BasicProperties { Headers = Enumerable.Range(1, 34).ToDictionary(n => $"h{n}", object? (n) => n) });

        Assert.That(copy.Headers!.Keys.Where(name => name[0] == 'h'), Is.EqualTo(Enumerable.Range(1, 32).Select(n => $"h{n}")));
        Assert.That(copy.Headers![ErrorCopy.LeftOut], Is.EqualTo("h33, h34"));
    }

    [Test]
    public void The_list_of_what_was_left_out_ends_before_500_characters()
    {
        var names = Enumerable.Range(1, 200).Select(n => $"header-{n:000}").ToList();

        var list = (string)Copy(new BasicProperties { Headers = names.ToDictionary(name => name, object? (_) => new byte[2000]) })
            .Headers![ErrorCopy.LeftOut]!;

        Assert.That(list, Has.Length.LessThanOrEqualTo(500).And.Length.GreaterThan(480));
        Assert.That(list.Split(", ")[..^1], Is.EqualTo(names.Take(list.Split(", ").Length - 1)), "whole names, in their order");
        Assert.That(list, Does.EndWith(", …"));
    }

    [Test]
    public void A_copy_of_a_message_that_was_sent_again_speaks_of_the_last_time()
    {
        var copy = Copy(new BasicProperties
        {
            Headers = new Dictionary<string, object?>
            {
                ["dispatch-code"] = "bad-input",
                ["Dispatch-Reason"] = "old",
                ["dispatch-fields"] = "{}",
                ["dispatch-left-out"] = "old",
            },
        });

        Assert.That(copy.Headers!["dispatch-code"], Is.EqualTo("unreadable"));
        Assert.That(copy.Headers!.Keys, Has.None.EqualTo("Dispatch-Reason").And.None.EqualTo("dispatch-fields"));
        Assert.That(copy.Headers!.Keys, Has.None.EqualTo("dispatch-left-out"));
    }

    // The client reads bytes that are no UTF-8 as a character of three bytes each, and cannot write the text any more.
    [Test]
    public void A_property_that_could_not_be_written_again_is_left_out()
    {
        var copy = Copy(new BasicProperties { MessageId = new string('\uFFFD', 86), Type = new string('\uFFFD', 85) });

        Assert.That(copy.MessageId, Is.Null);
        Assert.That(copy.Type, Is.EqualTo(new string('\uFFFD', 85)));
        Assert.That(copy.Headers![ErrorCopy.LeftOut], Is.EqualTo("message-id"));
    }

    [TestCase("字", 1)]
    [TestCase("😀", 2, TestName = "A_long_reason_is_cut_between_characters_of_two_halves")]
    [TestCase("a😀", 3, TestName = "A_long_reason_is_cut_between_mixed_characters")]
    [TestCase("aa😀", 4, TestName = "A_long_reason_is_cut_between_other_mixed_characters")]
    public void A_long_reason_is_cut_between_two_characters(string part, int length)
    {
        var refusal = Refusal.Of(Refusal.Unreadable, string.Concat(Enumerable.Repeat(part, 6000 / length)));

        var copy = ErrorCopy.Of(Queue, new BasicProperties(), refusal, Now);

        foreach (var (name, end) in (ReadOnlySpan<(string, string)>)
            [("dispatch-reason", "(The rest of the reason is cut off: it is too long.)"), ("dispatch-reason-zh", "（原因过长，其余部分已截去。）")])
        {
            var reason = (string)copy.Headers![name]!;
            Assert.That(reason, Has.Length.InRange(1999, 2000).And.EndsWith(end));
            Assert.That(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(reason)), Is.EqualTo(reason), "no half of a character");
        }
    }

    [Test]
    public void A_reason_of_2000_characters_is_whole()
    {
        var name = new string('a', 2000 - "The message could not be read: .".Length);

        var copy = ErrorCopy.Of(Queue, new BasicProperties(), Refusal.Of(Refusal.Unreadable, name), Now);

        Assert.That(copy.Headers!["dispatch-reason"], Is.EqualTo($"The message could not be read: {name}."));
    }

    [Test]
    public void Faults_that_fit_are_told_whole()
    {
        Dictionary<string, string> faults = new() { ["title"] = "missing", ["标题"] = "unknown \"field\"" };

        var copy = ErrorCopy.Of(Queue, new BasicProperties(), new Refusal(Refusal.BadInput, [], faults), Now);

        Assert.That(Told(copy), Is.EqualTo(faults));
        Assert.That(copy.Headers!["dispatch-fields"], Does.Contain("标题"), "readable as it is");
    }

    static readonly TestCaseData[] ManyFaults =
    [
        Faults(Enumerable.Range(1, 5000).Select(n => $"field{n}"), "Five_thousand_faults_are_cut"),
        Faults(Enumerable.Range(1, 5000).Select(n => $"栏目😀{n}"), "Faults_of_Chinese_fields_are_cut"),
        Faults(Enumerable.Range(1, 2000).Select(n => $"\"\\{n}\n"), "Faults_of_fields_that_need_escapes_are_cut"),
        Faults([new string('x', 200_000), "title"], "A_fault_of_a_field_with_an_endless_name_is_left_out"),
        Faults([new string('\u0001', 400), "title"], "A_fault_of_a_field_that_escapes_make_long_is_left_out"),
    ];

    [TestCaseSource(nameof(ManyFaults))]
    public void Many_faults_are_cut_to_whole_fields(Dictionary<string, string> faults)
    {
        var copy = ErrorCopy.Of(Queue, new BasicProperties(), new Refusal(Refusal.BadInput, [], faults), Now);

        Assert.That((string)copy.Headers!["dispatch-fields"]!, Has.Length.LessThanOrEqualTo(2000));
        var told = Told(copy);
        Assert.That(int.Parse(told["…"], null), Is.EqualTo(faults.Count - (told.Count - 1)).And.Positive);
        Assert.That(told.Keys.Where(name => name != "…"), Is.Not.Empty.And.SubsetOf(faults.Keys));
    }

    [Test]
    public void The_largest_copy_is_less_than_half_a_frame()
    {
        BasicProperties delivered = new()
        {
            ContentType = new string('字', 85),
            ContentEncoding = new string('字', 85),
            MessageId = new string('字', 85),
            CorrelationId = new string('字', 85),
            Type = new string('字', 85),
            Headers = Enumerable.Range(100, 400).ToDictionary(n => new string('字', 32) + n, object? (_) => new string('字', 341)),
        };
        var faults = Enumerable.Range(1, 5000).ToDictionary(n => $"栏目{n}", _ => "未知");

        var copy = ErrorCopy.Of(Queue, delivered, new Refusal(Refusal.Unreadable, [new string('字', 9000)], faults), Now);

        Assert.That(((IAmqpHeader)copy).GetRequiredBufferSize(), Is.InRange(32 * 1024, 64 * 1024));
    }

    [Test]
    public void A_bare_copy_carries_only_content_type_message_id_and_the_reason()
    {
        var bare = ErrorCopy.Bare(
            Queue,
            new BasicProperties
            {
                ContentType = "application/json",
                MessageId = "12345-1",
                ContentEncoding = "utf-8",
                CorrelationId = "c",
                Type = "t",
                Timestamp = new AmqpTimestamp(1),
                UserId = "sender",
                Expiration = "1",
                Headers = new Dictionary<string, object?> { ["source"] = "hotline", [Token] = "x" },
            },
            new Refusal(Refusal.BadInput, [], new Dictionary<string, string> { ["title"] = "missing" }), Now);

        Assert.That(bare.ContentType, Is.EqualTo("application/json"));
        Assert.That(bare.MessageId, Is.EqualTo("12345-1"));
        Assert.That(bare.Persistent, Is.True);
        Assert.That(
            (bare.ContentEncoding, bare.CorrelationId, bare.Type, bare.UserId, bare.Expiration, bare.IsTimestampPresent()),
            Is.EqualTo(((string?)null, (string?)null, (string?)null, (string?)null, (string?)null, false)));
        Assert.That(bare.Headers!.Keys, Has.All.StartsWith("dispatch-"));
        Assert.That(Told(bare), Is.EqualTo(new Dictionary<string, string> { ["title"] = "missing" }));
        Assert.That(
            bare.Headers![ErrorCopy.LeftOut],
            Is.EqualTo("user-id, expiration, content-encoding, correlation-id, type, timestamp, source, (removed)"));
    }

    static BasicProperties Copy(BasicProperties delivered) => ErrorCopy.Of(Queue, delivered, Unreadable, Now);

    static object? ValueOf(BasicProperties copy, string name) => copy.Headers!.TryGetValue(name, out var value) ? value : null;

    static BasicProperties With(string name, object? value) => new() { Headers = new Dictionary<string, object?> { [name] = value } };

    static Dictionary<string, string> Told(BasicProperties copy) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>((string)copy.Headers!["dispatch-fields"]!)!;

    static TestCaseData Header(string name, object? value, object? carried, string test) => new(name, value, carried) { TestName = test };

    static TestCaseData Property(string name, BasicProperties delivered, Func<BasicProperties, bool> isPresent, string test) =>
        new(name, delivered, isPresent) { TestName = test };

    static TestCaseData Faults(IEnumerable<string> fields, string test) =>
        new(fields.ToDictionary(field => field, _ => "unknown-field")) { TestName = test };
}
