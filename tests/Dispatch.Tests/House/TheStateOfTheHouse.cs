using Dispatch.Server;
using Dispatch.Server.House;
using Dispatch.Server.Rosters;
using Dispatch.Server.Telemetry;
using Dispatch.Storage;

namespace Dispatch.Tests.House;

/// <summary>What administrators read of the house: each part by itself, with what to do.</summary>
public sealed class TheStateOfTheHouse
{
    static readonly Readiness Well = new("ready", "reachable", "connected", 0, null, null, null, null);

    static readonly TestCaseData<Readiness, Standstill.State[], string, string>[] Troubles =
    [
        new(Well with { Database = "away" }, [], "database", "bad") { TestName = "A_database_that_is_away_is_bad" },
        new(Well with { Database = "other-file" }, [], "database", "bad") { TestName = "A_file_that_was_replaced_is_bad" },
        new(Well with { Saving = "fails" }, [], "database", "bad") { TestName = "A_database_that_cannot_be_written_to_is_bad" },
        new(Well with { Bus = "reconnecting" }, [], "bus", "bad") { TestName = "A_bus_that_is_away_is_bad" },
        new(Well with { Bus = "in-memory" }, [], "bus", "notice") { TestName = "A_bus_in_the_process_is_worth_a_look" },
        new(Well with { OutboxAgeSeconds = 301 }, [], "outbox", "bad") { TestName = "Messages_that_wait_for_five_minutes_are_bad" },
        new(Well, [Stands(Backlog.Relay)], "outbox", "bad") { TestName = "A_relay_that_stands_still_is_bad" },
        new(Well, [Stands(Backlog.Intake)], "intake", "bad") { TestName = "An_intake_that_stands_still_is_bad" },
        new(Well, [Stands(Backlog.Watch)], "watch", "bad") { TestName = "A_watch_that_stands_still_is_bad" },
        new(Well, [Stands(Backlog.Reports)], "reports", "bad") { TestName = "Reports_that_stand_still_are_bad" },
        new(Well with { SetAside = 2 }, [], "reports", "notice") { TestName = "Orders_that_were_set_aside_are_worth_a_look" },
        new(Well with { ChairGaps = [new ChairGap("shengyang", new(2026, 12, 1), new(2026, 12, 5))] }, [], "roster", "notice")
        {
            TestName = "Days_without_a_chair_are_worth_a_look",
        },
    ];

    [TestCaseSource(nameof(Troubles))]
    public void A_trouble_is_told_with_what_to_do(Readiness readiness, Standstill.State[] parts, string part, string state)
    {
        var facts = HouseFacts.Of(readiness, "SQLite x", parts);

        var troubles = facts.Where(fact => fact.State != HouseStates.Good).ToList();
        Assert.That(troubles.Select(fact => (fact.Part, fact.State)), Is.EqualTo([(part, state)]));
        Assert.That(troubles.Select(fact => fact.ToDo), Has.All.Not.Null);
    }

    [Test]
    public void A_house_that_is_well_has_nothing_to_be_done()
    {
        var moving = new Standstill.State(Backlog.Watch, new Waiting("1", 3), TimeSpan.FromSeconds(59));

        var facts = HouseFacts.Of(Well, "SQLite x", [moving]);

        Assert.That(facts.Select(fact => (fact.State, fact.ToDo is null)), Has.All.EqualTo((HouseStates.Good, true)));
        Assert.That(facts.Single(fact => fact.Part == "watch").Sentence.En, Does.Contain("3"));
    }

    static Standstill.State Stands(string part) => new(part, new Waiting("7", 12), TimeSpan.FromMinutes(5));
}
