using System.CommandLine;
using System.Diagnostics;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders.Desk;
using Dispatch.Storage;

namespace Dispatch.Server.Importing;

/// <summary><c>import</c>: files orders from a table.</summary>
public static class ImportCommand
{
    const int Interrupted = 130;

    /// <summary>How long nothing may come of an empty queue before what is missing counts as refused.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Import()
    {
        Argument<string> file = new("FILE") { Description = "The table: CSV with a header, separated by commas, semicolons or tabs." };
        Option<string> map = new("--map") { Description = "Says which column is what; see boston-311.map.yaml.", Required = true };
        Option<string?> person = new("--as") { Description = "Id of the person who files; else the map's 'as'." };
        Option<string?> through = new("--through") { Description = "bus: by RabbitMQ to whichever server takes it; desk: in this process. Else bus where one is configured." };
        through.AcceptOnlyFromAmong("bus", "desk");
        Option<string?> encoding = new("--encoding") { Description = "Such as gbk; else found out." };
        Option<string?> report = new("--report") { Description = "Where rejected rows go; else FILE.rejected.csv." };
        Option<bool> wait = new("--wait") { Description = "Over the bus: wait until every row has its order, and count those that were refused." };
        Command import = new("import", "Files orders from a table, each row once however often it is imported.") { file, map, person, through, encoding, report, wait };
        import.SetAction((parsed, cancel) => CommandHouse.RunAsync(
            house => RunAsync(
                house,
                new Asked(
                    parsed.GetRequiredValue(file), parsed.GetRequiredValue(map), parsed.GetValue(person), parsed.GetValue(through),
                    parsed.GetValue(encoding), parsed.GetValue(report) ?? parsed.GetRequiredValue(file) + ".rejected.csv", parsed.GetValue(wait)),
                cancel),
            cancel));
        return import;
    }

    sealed record Asked(string File, string Map, string? Person, string? Through, string? Encoding, string Report, bool Wait);

    static async Task<int> RunAsync(IServiceProvider house, Asked asked, CancellationToken cancel)
    {
        var (database, settings) = (house.GetRequiredService<Database>(), house.GetRequiredService<Settings>());
        var byBus = (asked.Through ?? (settings.Broker is null ? "desk" : "bus")) == "bus";
        if (byBus && settings.Broker is null)
            throw new ArgumentException("There is no bus: set ConnectionStrings__RabbitMq, or import with --through desk.");
        if (Path.GetFullPath(asked.Report) == Path.GetFullPath(asked.File))
            throw new ArgumentException("The report of rejected rows would overwrite the table itself.");

        var map = ReadMap(asked.Map);
        var load = HowToLoad(map, asked.Map);
        await CheckAllianceAsync(house, map, load, cancel);
        var caller = await CallerAsync(database, map, asked.Person, load, cancel);
        var (encoding, guess) = await CsvEncoding.OfAsync(asked.File, asked.Encoding, cancel);
        if (guess is not null)
            await Console.Error.WriteLineAsync(guess);

        Import import = new(asked.File, encoding, map);
        if (!byBus)
            return Tell(await ShowAsync(import, new DeskFiling(house.GetRequiredService<OrderDesk>(), caller).FileAsync), null);

        var now = house.GetRequiredService<TimeProvider>().GetUtcNow();
        var token = await TokenStore.CreateAsync(database, caller.Id, now.AddDays(1), $"import of {Path.GetFileName(asked.File)}", now, cancel);
        await using var bus = await BusFiling.OpenAsync(settings.Broker!, database, token, cancel);
        var started = Stopwatch.GetTimestamp();
        var sent = await ShowAsync(import, bus.FileAsync);
        if (!asked.Wait || sent.Stopped is not null)
            return Tell(sent, null);
        try
        {
            var waited = await CommandProgress.ShowAsync("Waiting", progress =>
                import.WaitAsync(database, () => bus.WaitingAsync(cancel), Patience, progress.Tell, cancel));
            return Tell(sent with { Took = Stopwatch.GetElapsedTime(started) }, waited);
        }
        catch (OperationCanceledException)
        {
            return Tell(sent, null);
        }

        Task<ImportReport> ShowAsync(Import import, FileRows rows) =>
            CommandProgress.ShowAsync("Importing", progress => import.RunAsync(rows, asked.Report, progress.Tell, cancel));

        int Tell(ImportReport report, (long There, long Refused)? waited) => ImportCommand.Tell(report, waited, asked.Report);
    }

    static ColumnMap ReadMap(string path)
    {
        if (!System.IO.File.Exists(path))
            throw new ArgumentException($"There is no file {path}.");
        var reading = ColumnMap.Read(path);
        return reading.Map ?? throw new ArgumentException(string.Join(Environment.NewLine, reading.Faults));
    }

    static async Task CheckAllianceAsync(IServiceProvider house, ColumnMap map, string load, CancellationToken cancel)
    {
        if (map.Alliance is { } code && await house.GetRequiredService<AllianceDirectory>().FindAsync(code, cancel) is null)
            throw new ArgumentException($"The alliance {code} is not in this database. {load}");
    }

    static async Task<Caller> CallerAsync(Database database, ColumnMap map, string? person, string load, CancellationToken cancel)
    {
        var id = person ?? map.Person
            ?? throw new ArgumentException("Nobody files: name a person of the alliance with --as, or in the map with 'as'.");
        var caller = await PersonList.FindAsync(database, id, cancel)
            ?? throw new ArgumentException($"There is no person with the id {id}. {load}");
        return map.Alliance is null || caller.BelongsTo(map.Alliance)
            ? caller
            : throw new ArgumentException($"{caller.Name} ({caller.Id}) does not belong to the alliance {map.Alliance} and cannot file with it.");
    }

    /// <param name="mapPath">The alliance's file stands beside the map.</param>
    static string HowToLoad(ColumnMap map, string mapPath) => map.AllianceFile is { } file
        ? $"Load it with: {CommandLine.Itself} alliance load {Path.GetFullPath(file, Path.GetDirectoryName(Path.GetFullPath(mapPath))!)}"
        : "It stands in the alliance's file, which 'alliance load FILE' takes in.";

    static int Tell(ImportReport report, (long There, long Refused)? waited, string rejectedFile)
    {
        Console.WriteLine($"{report.Rows:N0} rows in {report.Took.TotalSeconds:0.0} s ({report.Rows / Math.Max(report.Took.TotalSeconds, 0.001):N0} rows/s)");
        if (waited is var (there, refused))
        {
            Console.WriteLine($"{there - report.AlreadyThere:N0} filed, {report.AlreadyThere:N0} already there, {report.Rejected + refused:N0} rejected");
            if (refused > 0)
                Console.WriteLine($"{refused:N0} of those were refused by the engine: they lie in the queue dispatch.errors, with the reason in their headers.");
        }
        else if (report.Sent > 0)
        {
            Console.WriteLine($"{report.Sent:N0} sent, {report.AlreadyThere:N0} already there, {report.Rejected:N0} rejected");
            Console.WriteLine("The engine files what was sent as it comes to it; what it refuses lies in the queue dispatch.errors, with the reason in its headers. --wait waits and counts.");
        }
        else
        {
            Console.WriteLine($"{report.Filed:N0} filed, {report.AlreadyThere:N0} already there, {report.Rejected:N0} rejected");
        }

        if (report.Rejected > 0)
            Console.WriteLine($"Rejected rows, with line and reason: {rejectedFile}");
        if (report.Stopped is null)
            return 0;
        Console.WriteLine($"Stopped before the end of the file: {report.Stopped} Run the same command again: rows that were filed are passed over.");
        return Interrupted;
    }
}
