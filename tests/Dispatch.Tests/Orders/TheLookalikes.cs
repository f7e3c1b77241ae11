using Dispatch.Orders;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Orders;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheLookalikes(string engine)
{
    const string Bins = "0192";
    const string Road = "0112";

    FakeTimeProvider time = null!;
    Office office = null!;

    [SetUp]
    public async Task Open()
    {
        time = new FakeTimeProvider(Situations.Monday);
        office = await Office.OpenAsync(engine, time);
    }

    [TearDown]
    public async Task Close() => await office.DisposeAsync();

    [Test]
    public async Task Are_at_its_place_or_near_it_or_of_its_merchant_the_likeliest_first()
    {
        var other = await FilesAsync(Road, "路面油污", "延宁路 31 号");
        var near = await FilesAsync(Bins, "桶满", "花花鲜果旁", 25.4591, 119.1137);
        await FilesAsync(Bins, "远处的桶", "水韵城 C 区", 25.4691, 119.1136);
        await FilesAsync(Bins, "没有坐标的桶", "水韵城 B 区");
        var same = await FilesAsync(Bins, "又满了", "延宁路31号门前");
        var merchant = await FilesAsync("0128", "喇叭太响", "夜市", merchant: "huahua");
        var order = await FilesAsync(Bins, "桶满三天", "延宁路 31 号", 25.4590, 119.1136, "huahua");

        var found = await LookalikeList.OfAsync(office.Database, order);

        Assert.That(
            found.Select(like => (like.Order.Number, like.SamePlace, like.Metres, like.SameMerchant, like.SameCategory)),
            Is.EqualTo(new (string, bool, int?, bool, bool)[]
            {
                (same.Number, true, null, false, true),
                (near.Number, false, 15, false, true),
                (other.Number, true, null, false, false),
                (merchant.Number, false, null, true, false),
            }));
        Assert.That(found.Select(like => like.MayGoOn), Has.All.True);
    }

    [Test]
    public async Task Are_open_and_only_an_earlier_one_can_go_on()
    {
        var ended = await FilesAsync(Bins, "已经不予受理", "延宁路 31 号");
        await office.TakesAsync(office.Secretariat, ended, "refuse", new { reason = "不属于本联盟" });
        var order = await FilesAsync(Bins, "桶满三天", "延宁路 31 号");
        var later = await FilesAsync(Bins, "同一只桶", "延宁路 31 号");

        var found = await LookalikeList.OfAsync(office.Database, order);

        Assert.That(found.Select(like => (like.Order.Number, like.MayGoOn)), Is.EqualTo(new[] { (later.Number, false) }));
    }

    [TestCase("延宁路 3 号", TestName = "Number_three_is_not_number_thirty_one")]
    [TestCase("", TestName = "An_order_without_a_place_is_at_no_place")]
    public async Task Are_not_at_another_place(string place)
    {
        await FilesAsync(Bins, "别处的桶", place);
        var order = await FilesAsync(Bins, "桶满三天", "延宁路 31 号");

        Assert.That(await LookalikeList.OfAsync(office.Database, order), Is.Empty);
    }

    async Task<Order> FilesAsync(
        string category, string title, string address, double? latitude = null, double? longitude = null, string? merchant = null)
    {
        time.Advance(TimeSpan.FromMinutes(10));
        var answer = await office.AsksAsync(office.Community, "", "file", new
        {
            category,
            title,
            location = new { latitude, longitude, address = address.Length > 0 ? address : null },
            merchant = merchant is null ? null : new { code = merchant },
        });
        Assert.That(answer.Refusal, Is.Null);
        return answer.Value!.Order;
    }
}
