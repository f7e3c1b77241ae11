using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Registers;

/// <summary>Edits of the registers, with orders under way.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheRegisterDesk(string engine)
{
    static readonly Caller Secretary = new("huang-lihua", "黄丽华", Office.Alliance, [Role.Secretariat], null, null);
    static readonly Caller Administrator = new("admin-shuiyuncheng", "平台管理员", null, [Role.Admin], null, null);
    static readonly Author By = new(Secretary.AsActor(), Author.Page);

    readonly FakeTimeProvider time = new(Situations.Monday);
    Office office = null!;
    RegisterDesk desk = null!;

    [SetUp]
    public async Task Opens()
    {
        office = await Office.OpenAsync(engine, time);
        desk = new RegisterDesk(office.Database, Situations.Calendars, office.Alliances, office.Desk, time);
    }

    [TearDown]
    public async Task Closes() => await office.DisposeAsync();

    [Test]
    public async Task Takes_duties_away_on_every_server_within_a_second()
    {
        await using var other = await office.OpenAnotherAsync();
        Assert.That((await other.Alliances.FindAsync(Office.Alliance))!.Members["zhiyuan"].Duties, Does.Contain("0201"));

        await PutAsync(RegisterName.Members, "zhiyuan", new { name = Volunteers, duties = (string[])["V01"] });
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.That((await other.Alliances.FindAsync(Office.Alliance))!.Members["zhiyuan"].Duties, Is.EqualTo((string[])["V01"]));
    }

    [Test]
    public async Task Leaves_a_line_that_says_who_changed_what()
    {
        await PutAsync(RegisterName.Merchants, "meijia", new { name = "美佳便利店", phone = "000-0000-0006" });

        var line = (await AuditList.ReadAsync(office.Database, new AuditFilter(Actor: "huang-lihua"))).Single();
        Assert.That((line.Register, line.Code, line.Source, line.At), Is.EqualTo(("merchants", "meijia", "page", Situations.Monday)));
        Assert.That(line.Before, Does.Contain("美佳超市").And.Contain("延宁路 22 号"));
        Assert.That(line.After, Is.EqualTo("""{"name":"美佳便利店","phone":"000-0000-0006"}"""));
    }

    [Test]
    public async Task Tells_the_second_of_two_editors_that_somebody_was_there()
    {
        var seen = (await TagAsync(RegisterName.Merchants, "meijia"))!;

        var first = await PutAsync(RegisterName.Merchants, "meijia", new { name = "美佳便利店" }, seen);
        var second = await PutAsync(RegisterName.Merchants, "meijia", new { name = "美佳大卖场" }, seen);

        Assert.That((first.Refusal, second.Refusal), Is.EqualTo(((Refusal?)null, Refusal.Of(Refusal.ChangedMeanwhile))));
        Assert.That((await DefinitionAsync()).Alliance.FindMerchant("meijia")!.Name, Is.EqualTo("美佳便利店"));
    }

    [Test]
    public async Task Lets_exactly_one_of_eight_editors_of_one_entry_win()
    {
        var seen = (await TagAsync(RegisterName.Merchants, "meijia"))!;

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(() =>
            PutAsync(RegisterName.Merchants, "meijia", new { name = $"美佳 {n}" }, seen))));

        Assert.That(answers.Count(answer => answer.IsAccepted), Is.EqualTo(1));
        Assert.That(answers.Select(answer => answer.Refusal?.Code), Has.Exactly(7).EqualTo(Refusal.ChangedMeanwhile));
    }

    [Test]
    public async Task Names_the_orders_that_would_wait_for_nobody_and_hands_them_back_if_asked()
    {
        var order = await AssignedToVolunteersAsync();

        var refused = await RemoveAsync(RegisterName.Members, "zhiyuan");
        Assert.That(refused.Refusal, Is.EqualTo(Refusal.Of(Refusal.HeldByThoseWhoLeave, order.Number)));
        Assert.That((await DefinitionAsync()).Alliance.Members, Does.ContainKey("zhiyuan"));

        var done = await RemoveAsync(RegisterName.Members, "zhiyuan", handBack: true);
        Assert.That(done.Value?.HandedBack, Is.EqualTo((string[])[order.Number]));
        var after = (await OrderList.FindAsync(office.Database, order.Number))!;
        Assert.That((after.Stage, after.Desk), Is.EqualTo(("accepted", "chair")));
        Assert.That((await DefinitionAsync()).Alliance.Members, Does.Not.ContainKey("zhiyuan"));
        Assert.That((await DefinitionAsync()).People.Select(person => person.Id), Has.None.EqualTo("he-xiaoyun"));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task Does_the_same_where_the_only_person_of_a_member_is_moved()
    {
        var order = await AssignedToVolunteersAsync();

        var refused = await PutAsync(RegisterName.People, "he-xiaoyun", new { name = "何小云", member = "shequ" });

        Assert.That(refused.Refusal, Is.EqualTo(Refusal.Of(Refusal.HeldByThoseWhoLeave, order.Number)));
    }

    [Test]
    public async Task Does_not_ask_about_what_waited_for_nobody_before()
    {
        await AssignedToVolunteersAsync();
        await AllianceStore.ChangeAsync(
            office.Database, Office.Alliance,
            stored => stored!.Definition with { People = [.. stored.Definition.People.Where(person => person.Id != "he-xiaoyun")] },
            By, time.GetUtcNow());

        var other = await PutAsync(RegisterName.People, "yang-lei", new { name = "杨磊磊", member = "wuye" });

        Assert.That(other.IsAccepted);
    }

    [Test]
    public async Task Keeps_a_category_for_the_orders_that_have_it_and_for_no_other()
    {
        var order = await FiledAsync("0201");

        Assert.That((await RemoveAsync(RegisterName.Categories, "0201")).Refusal, Is.Null);

        Assert.That((await office.TakesAsync(office.Secretariat, order, "accept")).Stage, Is.EqualTo("accepted"));
        var alliance = (await office.Alliances.FindAsync(Office.Alliance))!;
        Assert.That((alliance.Categories.ContainsKey("0201"), alliance.TakesIn("0201")), Is.EqualTo((true, false)));
        Assert.That(alliance.Members.Values.SelectMany(member => member.Duties), Has.None.EqualTo("0201"));
        var another = await office.AsksAsync(office.Community, "", "file", new { category = "0201", title = "小广告" });
        Assert.That(another.Refusal?.Code, Is.EqualTo(Refusal.BadInput));
    }

    [Test]
    public async Task Takes_no_member_out_that_the_roster_names()
    {
        var refusal = (await RemoveAsync(RegisterName.Members, "shanghui")).Refusal!;

        Assert.That(refusal.Code, Is.EqualTo(Refusal.InTheRoster));
        Assert.That(Wording.Of(refusal, chinese: true), Does.Contain("商户自治联合会"));
        Assert.That(Wording.Of(refusal, chinese: false), Does.Contain("Merchants' Self-Governance Association"));
    }

    [Test]
    public async Task Takes_no_member_out_for_which_people_act_unless_they_go_too() => Assert.That(
        (await RemoveAsync(RegisterName.Members, "yinhang", withPeople: false)).Refusal,
        Is.EqualTo(Refusal.Of(Refusal.PeopleActForIt, "卓一鸣")));

    [Test]
    public async Task Lets_nobody_take_the_secretariat_from_themselves_and_leaves_it_to_somebody()
    {
        var own = await PutAsync(RegisterName.People, "huang-lihua", new { name = "黄丽华" });
        Assert.That(own.Refusal?.Code, Is.EqualTo(Refusal.OnesOwnPlace));
        Assert.That((await RemoveAsync(RegisterName.People, "zheng-guoqiang")).Refusal, Is.Null);

        var last = await desk.ChangeAsync(
            Office.Alliance, Edits(RegisterName.People, Administrator).Remove("huang-lihua", null, withPeople: false), By);

        Assert.That(last.Refusal?.Code, Is.EqualTo(Refusal.LastOfTheSecretariat));
    }

    [TestCase("wu-jianfeng", "admin")]
    [TestCase("admin-shuiyuncheng", "community")]
    public async Task Lets_only_administrators_make_or_unmake_one(string person, string role)
    {
        var fields = new { name = "某人", roles = (string[])[role] };
        var administrator = Json(new { name = "平台管理员", roles = (string[])["admin"] });
        var made = Edits(RegisterName.People, Administrator).Put("admin-shuiyuncheng", administrator, null);
        Assert.That((await desk.ChangeAsync(Office.Alliance, made, By)).IsAccepted);

        Assert.That((await PutAsync(RegisterName.People, person, fields)).Refusal?.Code, Is.EqualTo(Refusal.ForAdministrators));
        Assert.That((await desk.ChangeAsync(
            Office.Alliance, Edits(RegisterName.People, Administrator).Put(person, Json(fields), null), By, handBack: true)).IsAccepted);
    }

    static readonly TestCaseData<string, string, object, string, string>[] Faults =
    [
        new("members", "new one", new { name = Volunteers }, "code", "not-a-code"),
        new("members", "neu", new { name = new { zh = "新" } }, "name.en", "required"),
        new("members", "neu", new { name = Volunteers, duties = (string[])["9999"] }, "duties", "unknown-category"),
        new("members", "neu", new { name = Volunteers, people = 1 }, "people", "unknown-field"),
        new("categories", "neu", new { name = Volunteers, limits = new { urgent = "soon" } }, "limits.urgent", "not-a-limit"),
        new("merchants", "neu", new { phone = "1" }, "name", "required"),
        new("people", "Neu", new { name = "新" }, "code", "not-an-id"),
        new("people", "demo-neu", new { name = "新" }, "code", "not-an-id"),
        new("people", "clock", new { name = "新" }, "code", "not-an-id"),
        new("people", "neu", new { name = "\u200b" }, "name", "required"),
        new("people", "neu", new { name = "新\u001b[31m" }, "name", "with-control-signs"),
        new("members", "clock", new { name = Volunteers }, "code", "reserved"),
        new("members", "demo-neu", new { name = Volunteers }, "code", "reserved"),
        new("people", "neu", new { name = "新", member = "nobody" }, "member", "unknown-member"),
        new("people", "neu", new { name = "新", merchant = "nobody" }, "merchant", "unknown-merchant"),
        new("people", "neu", new { name = "新", member = "wuye", merchant = "meijia" }, "merchant", "not-with-a-member"),
        new("people", "neu", new { name = "新", roles = (string[])["king"] }, "roles", "one-of-admin-secretariat-community"),
    ];

    [TestCaseSource(nameof(Faults))]
    public async Task Says_which_field_is_wrong(string register, string code, object fields, string field, string fault)
    {
        var refusal = (await PutAsync(register, code, fields)).Refusal!;

        Assert.That((refusal.Code, refusal.Fields![field]), Is.EqualTo((Refusal.BadInput, fault)));
        Assert.That(FaultWording.Of(fault, chinese: true), Is.Not.EqualTo(fault), "it has a sentence");
    }

    [Test]
    public async Task Says_that_a_person_of_another_alliance_has_the_id()
    {
        await BeginAsync("qinghe", "QH");
        await desk.ChangeAsync("qinghe", Edits(RegisterName.People, Administrator).Put("lin", Json(new { name = "林" }), ""), By);

        var refusal = (await PutAsync(RegisterName.People, "lin", new { name = "林" })).Refusal!;

        Assert.That(refusal.Fields!["code"], Is.EqualTo("taken-elsewhere"));
    }

    [Test]
    public async Task Begins_an_alliance_with_its_first_category_and_member()
    {
        Assert.That((await BeginAsync("qinghe", "QH")).Refusal, Is.Null);

        var alliance = (await office.Alliances.FindAsync("qinghe"))!;
        Assert.That((alliance.Prefix, alliance.Calendar.Name), Is.EqualTo(("QH", "china")));
        Assert.That(alliance.Members["jiedao"].Duties, Is.EqualTo((string[])["0110"]));
        Assert.That((await BeginAsync("other", "QH")).Refusal?.Fields, Does.ContainKey("prefix"));
    }

    [Test]
    public async Task Takes_a_table_in_as_a_whole_or_not_at_all()
    {
        EntryRow good = new(2, "xinpu", Json(new { name = "新铺" })), bad = new(3, "cuo pu", Json(new { phone = "1" }));

        var refused = await desk.ChangeAsync(
            Office.Alliance, Edits(RegisterName.Merchants).PutAll([good, bad, good with { Line = 4 }]), By);
        Assert.That(refused.Refusal!.Fields, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["3:code"] = "not-a-code",
            ["3:name"] = "required",
            ["4:code"] = "given-twice",
        }));
        Assert.That((await DefinitionAsync()).Alliance.FindMerchant("xinpu"), Is.Null);

        var taken = await desk.ChangeAsync(Office.Alliance, Edits(RegisterName.Merchants).PutAll([good]), By);
        Assert.That(taken.Value!.Saved.Changes.Select(change => change.Code), Is.EqualTo((string[])["xinpu"]));
    }

    [Test]
    public async Task Writes_a_file_that_changes_nothing_when_it_is_loaded()
    {
        await RemoveAsync(RegisterName.Members, "yinhang");
        await PutAsync(RegisterName.Categories, "neu", new { name = Volunteers, limits = new { normal = "2 working days" } });
        var stored = await DefinitionAsync();

        var reading = AllianceFile.Parse("x.yaml", AllianceWriting.Text(stored), Situations.Calendars, 2025, 2027);
        Assert.That(reading.Faults, Is.Empty);
        var preview = await desk.PreviewAsync(Office.Alliance, _ => reading.Definition!);

        Assert.That(preview.Value!.Changes, Is.Empty);
    }

    static readonly object Volunteers = new { zh = "志愿服务队", en = "Volunteers" };

    EntryEdits Edits(string register, Caller? by = null) => desk.EditsOf(RegisterList.Find(register)!, by ?? Secretary);

    Task<Decision<RegisterChanged>> PutAsync(string register, string code, object fields, string? seen = null) =>
        desk.ChangeAsync(Office.Alliance, Edits(register).Put(code, Json(fields), seen), By);

    Task<Decision<RegisterChanged>> RemoveAsync(string register, string code, bool withPeople = true, bool handBack = false) =>
        desk.ChangeAsync(Office.Alliance, Edits(register).Remove(code, null, withPeople), By, handBack);

    Task<Decision<RegisterChanged>> BeginAsync(string code, string prefix) => desk.ChangeAsync(
        code,
        Edits(RegisterName.Alliances, Administrator).Put(code, Json(new
        {
            prefix,
            kind = "regional",
            name = new { zh = "清河联盟", en = "Qinghe" },
            zone = "Asia/Shanghai",
            calendar = "china",
            category = new { code = "0110", name = new { zh = "暴露垃圾", en = "Rubbish" } },
            member = new { code = "jiedao", name = new { zh = "街道办", en = "Subdistrict" } },
        }), ""), By);

    async Task<AllianceDefinition> DefinitionAsync() =>
        (await AllianceList.FindAsync(office.Database, Situations.Calendars, Office.Alliance))!.Definition;

    async Task<string?> TagAsync(string register, string code) => Edits(register).Find(await DefinitionAsync(), code)?.Tag;

    async Task<Order> FiledAsync(string category) =>
        (await office.AsksAsync(office.Community, "", "file", new { category, title = "小广告" })).Value!.Order;

    async Task<Order> AssignedToVolunteersAsync()
    {
        var order = await office.TakesAsync(office.Secretariat, await FiledAsync("0201"), "accept");
        return await office.TakesAsync(office.Chair, order, "assign", new { lead = "zhiyuan" });
    }

    static JsonElement Json(object fields) => JsonSerializer.SerializeToElement(fields);
}
