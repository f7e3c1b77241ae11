using System.Collections.Concurrent;
using Dapper;
using Dispatch.Language;
using Dispatch.Storage;

namespace Dispatch.Workflows;

/// <summary>Every version of every workflow that an order may have been filed under.</summary>
/// <param name="make">Makes what answers where steps lead; null for our own engine.</param>
public sealed class WorkflowLibrary(Database database, TimeProvider time, MakeRoutes? make = null)
{
    readonly ConcurrentDictionary<(string Name, int Version), Workflow> known = [];
    readonly ConcurrentDictionary<string, Workflow> current = [];

    /// <summary>The versions that new orders are filed under.</summary>
    public IReadOnlyCollection<Workflow> All => [.. current.Values.OrderBy(workflow => workflow.Name, StringComparer.Ordinal)];

    /// <summary>The version that new orders are filed under; null when there is no such workflow.</summary>
    public Workflow? Current(string name) => current.GetValueOrDefault(name);

    /// <summary>How long a version that another server has stored may be unknown here while nobody asks for it.</summary>
    static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    long? lookedAt;

    /// <summary>Every version that orders may have been filed under, here or by another server.</summary>
    public async ValueTask<IReadOnlyCollection<Workflow>> KnownAsync(CancellationToken cancel = default)
    {
        if (lookedAt is not { } before || time.GetElapsedTime(before) >= BetweenLooks)
            await LookAsync(cancel);
        return [.. known.Values];
    }

    const string NamesSql = "select name, version from workflows";

    /// <summary>Takes in the versions that other servers have stored meanwhile; one that this program cannot read stays unknown.</summary>
    async Task LookAsync(CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var stored = await connection.QueryAsync<(string, int)>(new CommandDefinition(NamesSql, cancellationToken: cancel));
        foreach (var (name, version) in stored)
        {
            if (known.ContainsKey((name, version)))
                continue;
            try
            {
                await FindAsync(name, version, cancel);
            }
            catch (LaterVersionException)
            {
                // The servers of that version list and take what waits at its stages.
            }
        }

        lookedAt = time.GetTimestamp();
    }

    const string FindSql = "select text, drawing from workflows where name = @name and version = @version";

    /// <summary>A version that an order was filed under, here or by another server.</summary>
    /// <exception cref="KeyNotFoundException">It was never stored.</exception>
    public async ValueTask<Workflow> FindAsync(string name, int version, CancellationToken cancel = default)
    {
        if (known.TryGetValue((name, version), out var workflow))
            return workflow;

        await using var connection = await database.ConnectAsync(cancel);
        var (text, drawing) = await connection.QuerySingleOrDefaultAsync<(string?, string?)>(FindSql, new { name, version });
        if (text is null)
            throw new KeyNotFoundException($"Workflow {name} version {version} was never stored in this database.");
        return known[(name, version)] = Parse($"{name} version {version}", text, drawing);
    }

    const string KeepSql = """
        insert into workflows (name, version, text, drawing, kept_at)
        values (@name, @version, @text, @drawing, @at)
            on conflict (name, version) do nothing
        """;

    const string AllSql = "select name, version, text, drawing from workflows";

    /// <summary>Loads the files of a folder and stores each version for good; orders are filed under the highest in the folder.</summary>
    /// <exception cref="WorkflowsException">A file has faults, or differs from what was stored under its version.</exception>
    public async Task LoadAsync(string folder, CancellationToken cancel = default)
    {
        var readings = WorkflowFile.LoadAll([folder], make);
        var faults = readings.SelectMany(reading => reading.Faults).Select(fault => fault.ToString()).ToList();
        if (faults.Count > 0)
            throw new WorkflowsException(faults);

        var read = readings.Select(reading => reading.Workflow!).ToList();
        await using var connection = await database.ConnectAsync(cancel);
        foreach (var workflow in read)
        {
            var row = new
            {
                name = workflow.Name,
                version = workflow.Version,
                text = workflow.Text,
                drawing = workflow.Drawing?.Text,
                at = time.GetUtcNow(),
            };
            await connection.ExecuteAsync(KeepSql, row);
        }

        foreach (var (name, version, text, drawing) in await connection.QueryAsync<(string, int, string, string?)>(AllSql))
        {
            if (read.Find(workflow => workflow.Name == name && workflow.Version == version) is { } here
                && (here.Text != text || here.Drawing?.Text != drawing))
            {
                faults.Add(
                    $"The workflow {name} was changed but still calls itself version {version}, under which orders may have been filed: "
                    + $"give it version {version + 1}.");
            }

            try
            {
                known[(name, version)] = Parse($"{name} version {version}", text, drawing);
            }
            catch (LaterVersionException)
            {
                // Nothing to keep this server from starting, as after a step back to the program before.
            }
        }

        if (faults.Count > 0)
            throw new WorkflowsException(faults);
        foreach (var workflow in read.OrderBy(workflow => workflow.Version))
            current[workflow.Name] = workflow;
    }

    Workflow Parse(string name, string text, string? drawing) =>
        WorkflowFile.Read(name, text, drawing is null ? null : new Drawing(name, drawing), make).Workflow
        ?? throw new LaterVersionException($"What was stored as {name}");
}

/// <summary>The workflow files cannot be used; every fault is a sentence.</summary>
public sealed class WorkflowsException(IReadOnlyList<string> faults) : UserErrorException(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults => faults;
}
