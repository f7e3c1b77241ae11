using Dispatch.OnElsa;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.OnElsa;

/// <summary>Defects of Elsa's own runtime, each shown to be none where Elsa only interprets and the desk decides and saves.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class WhatStockElsaGetsWrong(string engine)
{
    const int Orders = 60;

    [Test]
    public async Task Two_different_steps_that_race_for_an_order_have_one_winner()
    {
        await using var office = await Office.OpenAsync(engine, null, OnElsa);
        for (var count = 0; count < Orders; count++)
        {
            var order = await office.FilesAsync($"争抢 {count}");

            var answers = await Task.WhenAll(
                AsksAsync(office, order, "accept", null), AsksAsync(office, order, "refuse", new { reason = "不属实" }));

            Assert.That(answers.Count(answer => answer.IsAccepted), Is.EqualTo(1));
            Assert.That(answers.Single(answer => !answer.IsAccepted).Refusal!.Code, Is.EqualTo(Refusal.StaleVersion));
            Assert.That(
                (await HistoryList.FindAsync(office.Database, order.Id)).Select(taken => taken.To),
                Is.EqualTo((string[])["filed", answers.Single(answer => answer.IsAccepted).Value!.Order.Stage]),
                "the stage was completed once");
        }
    }

    [Test]
    public async Task Whoever_comes_too_late_on_another_server_is_refused()
    {
        await using var here = await Office.OpenAsync(engine, null, OnElsa);
        await using var there = await here.OpenAnotherAsync();
        for (var count = 0; count < Orders; count++)
        {
            var order = await here.FilesAsync($"两台 {count}");

            var answers = await Task.WhenAll(
                Task.Run(() => here.AsksAsync(here.Secretariat, order.Number, "accept")),
                Task.Run(() => there.AsksAsync(there.Secretariat, order.Number, "refuse", new { reason = "不属实" })));

            Assert.That(answers.Count(answer => answer.IsAccepted), Is.EqualTo(1), "and nobody else is told of a success");
            var late = await here.AsksAsync(here.Secretariat, order.Number, "accept", version: order.Version);
            Assert.That(late.Refusal?.Code, Is.EqualTo(Refusal.StaleVersion));
        }
    }

    [Test]
    public async Task A_wait_of_forty_days_ends_when_it_is_over_and_so_do_all_others_after_a_restart()
    {
        FakeTimeProvider time = new(Situations.Monday);
        await using var office = await Office.OpenAsync(engine, time, OnElsa);
        var (far, near) = (await office.FilesAsync("四十天"), await office.FilesAsync("三天"));
        await office.TakesAsync(office.Secretariat, far, "suspend", new { until = time.GetUtcNow().AddDays(40), reason = "等待管网改造" });
        await office.TakesAsync(office.Secretariat, near, "suspend", new { until = time.GetUtcNow().AddDays(3), reason = "等待" });

        await using var restarted = await office.OpenAnotherAsync();
        Assert.That(await WaitingAfterAsync(restarted, time, TimeSpan.FromDays(4), far, near), Is.EqualTo((true, false)));
        Assert.That(await WaitingAfterAsync(restarted, time, TimeSpan.FromDays(37), far, near), Is.EqualTo((false, false)));
        Assert.That((await restarted.TakesAsync(restarted.Secretariat, far, "accept")).Stage, Is.EqualTo("accepted"));
    }

    [Test]
    public async Task An_order_that_is_filed_right_after_version_2_came_is_of_version_2()
    {
        var folder = Directory.CreateTempSubdirectory("versions").FullName;
        var file = Path.Combine(folder, "merchant-order.yaml");
        try
        {
            File.WriteAllText(file, Situations.MerchantOrder.Text);
            await using var office = await Office.OpenAsync(engine, null, OnElsa with { Folder = folder });
            var before = await office.FilesAsync("之前");
            File.WriteAllText(file, Situations.MerchantOrder.Text.Replace("version: 3", "version: 4", StringComparison.Ordinal));
            await office.Workflows.LoadAsync(folder);

            Assert.That(((await office.FilesAsync("之后")).WorkflowVersion, before.WorkflowVersion), Is.EqualTo((4, 3)));
            Assert.That((await office.TakesAsync(office.Secretariat, before, "accept")).WorkflowVersion, Is.EqualTo(3));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static Task<Decision<Answer>> AsksAsync(Office office, Order order, string step, object? input) =>
        Task.Run(() => office.AsksAsync(office.Secretariat, order.Number, step, input, version: order.Version));

    static readonly OfficeRules OnElsa = OfficeRules.Shipped with { Make = ElsaEngine.MakeRoutes };

    static async Task<(bool Far, bool Near)> WaitingAfterAsync(Office office, FakeTimeProvider time, TimeSpan wait, Order far, Order near)
    {
        time.Advance(wait);
        Watch watch = new(office.Database, office.Desk, office.Alliances, office.Workflows, time, NullLogger<Watch>.Instance);
        while (await watch.RunOnceAsync() > 0)
        {
        }

        return (await WaitsAsync(far), await WaitsAsync(near));

        async Task<bool> WaitsAsync(Order order) =>
            (await OrderList.FindAsync(office.Database, order.Number))!.Clocks.SuspendedUntil is not null;
    }
}
