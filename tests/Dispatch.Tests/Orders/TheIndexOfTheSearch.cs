using Dapper;
using Dispatch.Orders;
using Dispatch.Orders.Search;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Orders;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheIndexOfTheSearch(string engine)
{
    Office office = null!;

    [SetUp]
    public async Task Opens() => office = await Office.OpenAsync(engine);

    [TearDown]
    public async Task Closes() => await office.DisposeAsync();

    [Test]
    public async Task Takes_in_what_was_there_before_it_however_often_it_is_stopped()
    {
        const int Orders = 2 * SearchIndexing.BatchBound + 1;
        var first = await office.FilesAsync("夜市噪音");
        await CopiesAsync(first, Orders - 1);
        await ExecuteAsync("delete from unsearched");
        await ExecuteAsync("insert into unsearched_before (before) values ('ffffffff-ffff-ffff-ffff-ffffffffffff')");
        Assert.That(await FoundAsync(), Is.Zero, "neither taken in nor noted");
        Assert.That((await office.VerifyAsync()).Differences, Has.None.Contains("searched"), "that they are missing is known");

        var runs = 0;
        while (await new SearchIndexing(office.Database).RunOnceAsync() > 0) // each time as if it had just started
            runs++;

        Assert.That(runs, Is.EqualTo(6), "noted and taken in, three times");
        Assert.That(await FoundAsync(), Is.EqualTo(200), "a full page");
        Assert.That(await CountAsync("select count(*) from order_grams"), Is.EqualTo(Orders));
        Assert.That(await CountAsync("select count(*) from unsearched_before"), Is.Zero);
    }

    [Test]
    public async Task Takes_in_what_a_server_files_that_knows_nothing_of_it()
    {
        var order = await office.FilesAsync("夜市噪音");
        await IndexAsync();

        await CopiesAsync(order, 1);
        Assert.That(await FoundAsync(), Is.EqualTo(2), "before it is taken in");

        await IndexAsync();
        Assert.That(await FoundAsync(), Is.EqualTo(2));
        Assert.That(await CountAsync("select count(*) from order_texts"), Is.EqualTo(2));
    }

    [Test]
    public async Task Is_what_the_history_makes_of_it()
    {
        await office.ClosesAsync("夜市噪音");
        await office.OffersAsync("垃圾");
        await IndexAsync();
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);

        await ExecuteAsync("update order_texts set folded = 'x' where folded like '%夜市%'");
        Assert.That((await office.VerifyAsync()).Differences, Has.One.Contains("what is searched of it"));
    }

    [Test]
    public async Task Lets_two_servers_take_in_each_order_once()
    {
        await CopiesAsync(await office.FilesAsync("夜市噪音"), SearchIndexing.BatchBound);

        await Task.WhenAll(IndexAsync(), IndexAsync());
        await IndexAsync();

        Assert.That(await CountAsync("select count(*) from order_grams"), Is.EqualTo(SearchIndexing.BatchBound + 1));
        Assert.That(await CountAsync("select count(*) from unsearched"), Is.Zero);
    }

    [Test]
    public async Task Finds_what_the_beginning_of_a_list_does_not_have()
    {
        var order = await office.FilesAsync("垃圾");
        await CopiesAsync(order, 7000);
        var last = await office.FilesAsync("独角兽");
        await ExecuteAsync("update orders set due = '2027-01-01T00:00:00.000000Z' where title = '独角兽'");
        await ExecuteAsync("""
            update orders set title = '麒麟'
             where id in (select id from orders where title = '垃圾' order by due desc, id desc limit 4500)
            """);
        await IndexAsync();

        Assert.That((await PageAsync("独角兽")).Select(found => found.Number), Is.EqualTo((string[])[last.Number]), "few have it");
        var page = await PageAsync("麒麟");
        Assert.That(page, Has.Count.EqualTo(200), "many have it");
        Assert.That(page.Select(found => found.Title), Is.All.EqualTo("麒麟"));
        Assert.That(await PageAsync("麒麟 独角兽"), Is.Empty);
        OrderFilter all = new(Office.Alliance);
        var nobodys = all with { Source = "nobody's" };
        var later = all with { From = office.Time.GetUtcNow().AddDays(1) };
        foreach (var words in (string[])["独角兽", "麒麟"])
        {
            Assert.That(await PageAsync(words, nobodys), Is.Empty, "what else is asked for is asked of what the index names");
            Assert.That(await PageAsync(words, later), Is.Empty);
        }

        List<Order> read = [];
        PageKey? after = null;
        do
        {
            read.AddRange(await PageAsync("麒麟", after: after));
            after = PageKey.Of(read[^1]);
        }
        while (read.Count % 200 == 0);

        Assert.That(read, Has.Count.EqualTo(4500), "from many on the first page to few on the last");
        var ordered = read.OrderBy(order => order.DueKey).ThenBy(order => order.Id);
        Assert.That(read.Select(order => order.Number), Is.EqualTo(ordered.Select(order => order.Number)).And.Unique);
    }

    async Task<int> FoundAsync() => (await PageAsync("噪音")).Count;

    Task<IReadOnlyList<Order>> PageAsync(string words, OrderFilter? filter = null, PageKey? after = null) =>
        OrderList.PageAsync(office.Database, (filter ?? new OrderFilter(Office.Alliance)) with { Words = words }, after, 200);

    async Task IndexAsync()
    {
        SearchIndexing indexing = new(office.Database);
        while (await indexing.RunOnceAsync() > 0)
        {
        }
    }

    /// <summary>Written as the version before writes orders, which has none of the new columns and tables.</summary>
    Task CopiesAsync(Order order, int copies) => ExecuteAsync($"""
        with recursive made (n) as (select 1 union all select n + 1 from made where n < {copies})
        insert into orders (id, number, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text,
                            place, filed_by, filed_at, state, clocks)
        select {Copy},
               number || '-' || n, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text, place,
               filed_by, filed_at, state, clocks
          from orders
          join made on true
         where number = '{order.Number}'
        """);

    string Copy => engine == "postgres"
        ? "('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid"
        : "printf('00000000-0000-7000-8000-%012d', n)";

    async Task ExecuteAsync(string sql)
    {
        await using var connection = await office.Database.ConnectAsync();
        await connection.ExecuteAsync(sql);
    }

    async Task<long> CountAsync(string sql)
    {
        await using var connection = await office.Database.ConnectAsync();
        return await connection.ExecuteScalarAsync<long>(sql);
    }
}
