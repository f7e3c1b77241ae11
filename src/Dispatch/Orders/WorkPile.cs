using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>Orders that wait for a caller at one desk for one reason: where they stand in the tables.</summary>
/// <param name="For">Of <see cref="WaitsFor"/>.</param>
sealed record WorkPile(string Desk, string For, IReadOnlyList<WorkArm> Arms)
{
    const string Open = $"('{PartState.Assigned}', '{PartState.Claimed}')";
    const string Counting = $"('{PartState.Assigned}', '{PartState.Claimed}', '{PartState.Done}')";

    /// <summary>
    /// An order's stage as workflow, version and name, since two workflows may give stages of one name to different desks.
    /// </summary>
    const string StageKey = "orders.workflow || '/' || orders.workflow_version || '/' || orders.stage";

    /// <summary>All that can wait for a caller; the same rules as <see cref="WorkReason.Of"/>, in SQL.</summary>
    /// <param name="workflows">Every version that orders may have been filed under.</param>
    /// <param name="parameters">Takes what the arms refer to.</param>
    public static IReadOnlyList<WorkPile> Of(
        Database database, IReadOnlyCollection<Workflow> workflows, Alliance alliance, Caller caller, DateTimeOffset now,
        DynamicParameters parameters)
    {
        IReadOnlyList<string> duties =
            caller.Member is { } code && alliance.Members.GetValueOrDefault(code) is { } member ? member.Duties : [];
        parameters.AddDynamicParams(new
        {
            alliance = alliance.Code,
            member = caller.Member ?? "",
            person = caller.Id,
            merchant = caller.Merchant,
            duties = database.List(duties),
        });
        return [.. WorkList.DesksOf(caller, alliance, now).SelectMany(desk => At(desk, database, workflows, parameters))];
    }

    static IEnumerable<WorkPile> At(
        string desk, Database database, IReadOnlyCollection<Workflow> workflows, DynamicParameters parameters)
    {
        var mine = ConditionAt(desk, database);
        if (desk == Desks.Member)
        {
            var stages = StagesWhere((_, stage) => stage.Desk != Desks.Member && StageWaits.WaitsForParts(stage));
            yield return new WorkPile(desk, WaitsFor.Claim, PartsIn(database, PartState.Assigned, stages));
            yield return new WorkPile(desk, WaitsFor.Work, PartsIn(database, PartState.Claimed, stages));
        }
        else if (desk == Desks.Pool)
        {
            yield return new WorkPile(desk, WaitsFor.Pool, [WorkArm.Of($"desk = 'pool' and {mine} and {NoPlace}")]);
        }
        else
        {
            yield return new WorkPile(desk, WaitsFor.Stage, [WorkArm.Of($"desk = '{desk}' and {mine}")]);
        }

        var awaited = workflows
            .SelectMany(workflow => workflow.Stages.Select(stage => (
                Stage: stage,
                Key: KeyOf(workflow, stage),
                Awaited: StageWaits.BesidesHolder(stage).FirstOrDefault(awaited => awaited.Desk == desk))))
            .Where(found => found.Awaited is not null)
            .GroupBy(found => (found.Stage.Name, found.Stage.Desk, found.Awaited!.OnceClaimed))
            .ToList();
        if (awaited.Count > 0)
        {
            yield return new WorkPile(desk, WaitsFor.Step,
            [
                .. awaited.Select(stages =>
                {
                    var keys = Listed(stages.Select(found => found.Key));
                    var given = stages.Key.OnceClaimed ? HasParts : "true";
                    return WorkArm.Of($"stage = '{stages.Key.Name}' and desk = '{stages.Key.Desk}' and {keys} and {given} and {mine}");
                }),
            ]);
        }

        foreach (var question in OpenRequest.All)
        {
            var answered = StagesWhere((workflow, stage) => question.AnswersOf(desk, workflow, stage).Count > 0);
            if (answered is not null)
                yield return new WorkPile(desk, question.Name, [WorkArm.Of($"{question.Sql} and {answered} and {mine}")]);
        }

        string? StagesWhere(Func<Workflow, Stage, bool> holds)
        {
            var keys = workflows
                .SelectMany(workflow => workflow.Stages.Where(stage => holds(workflow, stage)).Select(stage => KeyOf(workflow, stage)))
                .ToList();
            return keys.Count > 0 ? Listed(keys) : null;
        }

        string Listed(IEnumerable<string> keys)
        {
            var name = $"keys{parameters.ParameterNames.Count()}";
            parameters.Add(name, database.List([.. keys]));
            return database.Among($"({StageKey})", name);
        }
    }

    static string KeyOf(Workflow workflow, Stage stage) => $"{workflow.Name}/{workflow.Version}/{stage.Name}";

    static string ConditionAt(string desk, Database database) => desk switch
    {
        Desks.Pool => database.Among("category", "duties"),
        Desks.Merchant => "merchant_code = @merchant",
        Desks.Member => $"""
            (id in (select order_id from assignments where member = @member and person = '' and state in {Open})
             or id in (select order_id from assignments where person = @person and person <> '' and state in {Open}))
            """,
        _ => "true",
    };

    // The limit that limits nothing keeps PostgreSQL to looking order by order: it would rather compare each order with all parts of a
    // member, of which it expects few.
    const string NoPlace = $"""
        not exists (select 1
                      from (select member, person, state from assignments where order_id = orders.id limit 1000) as part
                     where part.member = @member and part.person = '' and part.state in {Open})
        and id not in (select order_id from assignments where person = @person and person <> '' and state in {Counting})
        """;

    // In the state, whose texts cannot hold an unescaped quotation mark; word for word as the index of those in the pool has it.
    const string HasParts = $"""
        (cast(state as text) like '%"state":"{PartState.Assigned}"%'
         or cast(state as text) like '%"state":"{PartState.Claimed}"%'
         or cast(state as text) like '%"state":"{PartState.Done}"%')
        """;

    /// <summary>The caller's own parts and those of their member, in orders that wait for them.</summary>
    /// <param name="stages">The stages of other desks at which those who have a part have something to do; null for none.</param>
    static IReadOnlyList<WorkArm> PartsIn(Database database, string state, string? stages)
    {
        const string Ours = "a.member = @member and a.person = ''";
        const string Mine = "a.person = @person and a.person <> ''";
        var parts = WorkArm.Parts(database);
        List<WorkArm> arms =
        [
            new(parts, $"{Ours} and a.due is not null and a.state = '{state}'", "a.due", "a.order_id"),
            new(parts, $"{Mine} and a.due is not null and a.state = '{state}'", "a.due", "a.order_id"),
        ];
        if (stages is not null)
        {
            arms.Add(new(parts, $"{Ours} and a.due is null and a.state = '{state}' and {stages}", "orders.due", "orders.id"));
            arms.Add(new(parts, $"{Mine} and a.due is null and a.state = '{state}' and {stages}", "orders.due", "orders.id"));
        }

        return arms;
    }
}

/// <summary>One way to find orders, that reads no more of an index than it answers.</summary>
/// <param name="Due">The column by which it is in order.</param>
/// <param name="Id">The column after it.</param>
sealed record WorkArm(string From, string Condition, string Due, string Id)
{
    /// <summary>Parts with their orders: parts are few or have the order of the answer, orders are neither.</summary>
    /// <remarks>SQLite keeps to the order of a cross join; PostgreSQL would sometimes rather walk through all orders.</remarks>
    public static string Parts(Database database) => database.IsPostgres
        ? "assignments a cross join lateral (select * from orders where id = a.order_id offset 0) as orders"
        : "assignments a cross join orders";

    public static WorkArm Of(string condition) => new("orders", condition, "orders.due", "orders.id");

    string Where => From == "orders"
        ? $"orders.alliance = @alliance and {Condition}"
        : $"orders.id = a.order_id and orders.alliance = @alliance and {Condition}";

    /// <summary>The keys of a page.</summary>
    public string PageSql(int arm) => $"""
        select * from (
            select {Due} as page_due, {Id} as page_id
              from {From}
             where {Where}
               and ({Due}, {Id}) > (@due, @id)
             order by {Due}, {Id}
             limit @take) as arm{arm}
        """;

    /// <summary>The ids, up to a bound.</summary>
    public string IdsSql(int arm) => $"select * from (select {Id} as found_id from {From} where {Where} limit @bound) as arm{arm}";

    /// <summary>The ids of a page, filed last first.</summary>
    /// <param name="earlier">The condition that an id is behind the page before.</param>
    public string LatestSql(int arm, string earlier) => $"""
        select * from (
            select {Id} as page_id
              from {From}
             where {Where}{earlier}
             order by {Id} desc
             limit @take) as arm{arm}
        """;
}
