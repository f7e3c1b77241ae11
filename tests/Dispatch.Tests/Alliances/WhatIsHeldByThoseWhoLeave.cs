using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Server.Alliances;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Alliances;

/// <summary>What leaves the file of an alliance takes nothing with it.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class WhatIsHeldByThoseWhoLeave(string engine)
{
    const string Sanitation = "  - { id: su-xiuying, name: 苏秀英, member: huanwei }\n";
    const string Banker = "  - { id: zhuo-yiming, name: 卓一鸣, member: yinhang }\n";
    const string UrbanManager = "  - { id: wu-jianfeng, name: 吴剑锋, member: chengguan }\n";
    const string TrafficPolice = "  - { id: lin-weidong, name: 林卫东, member: jiaojing }\n";

    static readonly Author Shell = Author.AtTheShell("root");

    Office office = null!;
    string folder = null!;
    AllianceLoading loading = null!;

    [SetUp]
    public async Task Opens()
    {
        office = await Office.OpenAsync(engine);
        folder = Directory.CreateTempSubdirectory("dispatch-alliance-").FullName;
        RegisterDesk registers = new(office.Database, Situations.Calendars, office.Alliances, office.Desk, office.Time);
        loading = new AllianceLoading(office.Database, Situations.Calendars, office.Alliances, registers, office.Time);
    }

    [TearDown]
    public async Task Closes()
    {
        await office.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Is_listed_before_anything_changes_and_the_load_is_refused()
    {
        var order = await AssignedAsync("huanwei");
        var file = await FileWithoutAsync(Sanitation);

        Assert.That(
            () => loading.LoadAsync(file, Shell, handBack: false),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(order.Number).And.Message.Contains("huanwei").And.Message.Contains(
                "--hand-back"));

        Assert.That((await OrderOfAsync(order)).Version, Is.EqualTo(order.Version));
        await office.Alliances.RefreshAsync();
        Assert.That((await office.Alliances.FindAsync(Office.Alliance))!.Members["huanwei"].CanAct, "nothing was changed");
    }

    [Test]
    public async Task Goes_back_to_the_chair_by_a_step_of_the_clock_that_is_no_return()
    {
        var order = await AssignedAsync("huanwei", "chengguan");
        await office.TakesAsync(office.Member("huanwei"), order, "claim");

        await loading.LoadAsync(await FileWithoutAsync(Sanitation), Shell, handBack: true);

        var after = await OrderOfAsync(order);
        Assert.That((after.Stage, after.Desk), Is.EqualTo(("accepted", "chair")));
        Assert.That(after.State.Open, Is.Empty);
        Assert.That(after.State.Moves, Does.Not.ContainKey("return"));
        var last = (await HistoryList.FindAsync(office.Database, order.Id))[^1];
        Assert.That((last.Step.Name, last.Actor.Id), Is.EqualTo(("hand-back", Caller.System.Id)));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);

        var again = await office.TakesAsync(office.Chair, order, "assign", new { lead = "chengguan" });
        Assert.That(again.Stage, Is.EqualTo("assigned"), "and goes on like any other");
    }

    [Test]
    public async Task Of_those_who_support_ends_and_the_lead_goes_on()
    {
        var order = await AssignedAsync("chengguan", "huanwei");

        await loading.LoadAsync(await FileWithoutAsync(Sanitation), Shell, handBack: true);

        var after = await OrderOfAsync(order);
        Assert.That(after.Stage, Is.EqualTo("assigned"));
        Assert.That(after.State.Open.Select(part => part.Member), Is.EqualTo((string[])["chengguan"]));
    }

    [Test]
    public async Task As_a_person_is_free_for_others()
    {
        var banker = (await PersonList.FindAsync(office.Database, "zhuo-yiming"))!;
        var post = await office.PostsAsync("V01", places: 1);
        await office.TakesAsync(banker, post, "claim");

        await loading.LoadAsync(await FileWithoutAsync(Banker), Shell, handBack: true);

        var after = await OrderOfAsync(post);
        Assert.That((after.Stage, after.State.Open.Count()), Is.EqualTo(("offered", 0)));
        await office.TakesAsync(office.Member("chengguan"), post, "claim");
    }

    [Test]
    public async Task In_a_pool_that_nobody_can_claim_from_goes_back_to_the_chair()
    {
        var order = await AcceptedAsync("0406");
        await office.TakesAsync(office.Chair, order, "offer");

        await loading.LoadAsync(await FileWithoutAsync(UrbanManager, TrafficPolice), Shell, handBack: true);

        Assert.That((await OrderOfAsync(order)).Stage, Is.EqualTo("accepted"));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    async Task<Order> AcceptedAsync(string category)
    {
        var filed = await office.AsksAsync(office.Community, "", "file", new { category, title = "占道" });
        return await office.TakesAsync(office.Secretariat, filed.Value!.Order, "accept");
    }

    async Task<Order> AssignedAsync(string lead, params string[] support) =>
        await office.TakesAsync(office.Chair, await AcceptedAsync("0110"), "assign", new { lead, support });

    async Task<Order> OrderOfAsync(Order order) => (await OrderList.FindAsync(office.Database, order.Number))!;

    async Task<string> FileWithoutAsync(params string[] people)
    {
        var text = await System.IO.File.ReadAllTextAsync(Files.Demo("shuiyuncheng.yaml"));
        foreach (var person in people)
        {
            Assert.That(text, Does.Contain(person));
            text = text.Replace(person, "", StringComparison.Ordinal);
        }

        var path = Path.Combine(folder, "alliance.yaml");
        await System.IO.File.WriteAllTextAsync(path, text);
        return path;
    }
}
