using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Orders.Desk;
using Dispatch.Server.Importing;
using Dispatch.Storage;

namespace Dispatch.Server.Commands;

/// <summary><c>import</c>: files orders from a table.</summary>
static class ImportCommand
{
    /// <summary>How long nothing may change with an empty queue before the missing rows count as refused.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        Argument<string> file = new("FILE")
        {
            Description = "The table: CSV (commas, semicolons or tabs) or a workbook (.xlsx), with a header.",
        };
        Option<string> map = new("--map")
        {
            Description = "A file that says what the columns mean; see boston-311.map.yaml.",
            Required = true,
        };
        Option<string?> person = new("--as") { Description = "Id of the person who files; the map's 'as' by default." };
        Option<string?> through = new("--through")
        {
            Description = "bus: through RabbitMQ, to any server; desk: in this process. By default bus if one is configured.",
        };
        through.AcceptOnlyFromAmong("bus", "desk");
        Option<string?> encoding = new("--encoding") { Description = "Encoding of the file, for example gbk; detected by default." };
        Option<string?> rejected = new("--report") { Description = "The file for rejected rows; FILE.rejected.csv by default." };
        Option<bool> wait = new("--wait")
        {
            Description = "Over the bus: wait until every row has its order, and count those that were refused.",
        };
        Command import = new("import", "Files orders from a table, each row once however often it is imported.")
        {
            file, map, person, through, encoding, rejected, wait,
        };
        import.SetAction((parsed, cancel) => CommandServices.WriteAsync(
            parsed,
            services => RunAsync(
                services,
                new Request(
                    parsed.GetRequiredValue(file), parsed.GetRequiredValue(map), parsed.GetValue(person), parsed.GetValue(through),
                    parsed.GetValue(encoding), parsed.GetValue(rejected) ?? parsed.GetRequiredValue(file) + ".rejected.csv",
                    parsed.GetValue(wait)),
                cancel),
            cancel));
        return import;
    }

    sealed record Request(string File, string Map, string? Person, string? Through, string? Encoding, string RejectedFile, bool Wait);

    static async Task<int> RunAsync(IServiceProvider services, Request request, CancellationToken cancel)
    {
        var (database, settings) = (services.GetRequiredService<Database>(), services.GetRequiredService<Settings>());
        var byBus = (request.Through ?? (settings.Broker is null ? "desk" : "bus")) == "bus";
        if (byBus && settings.Broker is null)
            throw new UserErrorException("There is no bus: set ConnectionStrings__RabbitMq, or import with --through desk.");
        if (Path.GetFullPath(request.RejectedFile) == Path.GetFullPath(request.File))
            throw new UserErrorException("The report of rejected rows would overwrite the table itself.");

        var map = ReadMap(request.Map);
        var howToLoad = HowToLoad(map, request.Map);
        var caller = await FindCallerAsync(
            database, services.GetRequiredService<AllianceDirectory>(), map, request.Person, howToLoad, cancel);
        var (encoding, guess) = await WorkbookLines.IsWorkbookAsync(request.File, cancel)
            ? (Encoding.UTF8, null)
            : await CsvEncoding.OfAsync(request.File, request.Encoding, cancel);
        if (guess is not null)
            await Console.Error.WriteLineAsync(guess);

        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        Import import = new(request.File, encoding, map, now);
        var holders = await TokenList.SourcesAsync(database, now, cancel);
        if (!byBus)
        {
            await services.LoadWorkflowsAsync(cancel);
            DeskFiling desk = new(services.GetRequiredService<OrderDesk>(), caller);
            return ImportText.Print(await ShowAsync(desk.FileAsync), null, request.RejectedFile);
        }

        var note = $"import of {Path.GetFileName(request.File)}";
        await using var bus = await BusFiling.OpenAsync(
            settings.Broker!, database,
            source => TokenStore.CreateAsync(database, caller.Id, now.AddDays(1), note, now, source, hourlyFilings: 0, cancel), cancel);
        var started = Stopwatch.GetTimestamp();
        var sent = await ShowAsync(bus.FileAsync);
        if (!request.Wait || sent.StopReason is not null)
            return ImportText.Print(sent, null, request.RejectedFile);
        try
        {
            var orders = await CommandProgress.ShowAsync("Waiting", progress =>
                import.WaitAsync(database, () => bus.CountWaitingAsync(cancel), Patience, progress.Report, cancel));
            return ImportText.Print(sent with { Duration = Stopwatch.GetElapsedTime(started) }, orders, request.RejectedFile);
        }
        catch (OperationCanceledException)
        {
            return ImportText.Print(sent, null, request.RejectedFile);
        }

        Task<ImportReport> ShowAsync(FileRows rows) =>
            CommandProgress.ShowAsync("Importing", progress => import.RunAsync(
                new GivenSources(rows, caller, holders).FileAsync, request.RejectedFile, progress.Report, cancel));
    }

    static ColumnMap ReadMap(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"There is no file {path}.");
        var reading = ColumnMap.Read(path);
        return reading.Map ?? throw new UserErrorException(string.Join(Environment.NewLine, reading.Faults));
    }

    static async Task<Caller> FindCallerAsync(
        Database database, AllianceDirectory alliances, ColumnMap map, string? person, string howToLoad, CancellationToken cancel)
    {
        if (map.Alliance is { } code && await alliances.FindAsync(code, cancel) is null)
            throw new UserErrorException($"The alliance {code} is not in this database. {howToLoad}");

        var id = person ?? map.Person
            ?? throw new UserErrorException(
                "Nobody is named who files: name a person of the alliance with --as, or in the map with 'as'.");
        var caller = await PersonList.FindAsync(database, id, cancel)
            ?? throw new UserErrorException($"There is no person with the id {id}. {howToLoad}");
        return map.Alliance is null || caller.BelongsTo(map.Alliance)
            ? caller
            : throw new UserErrorException(
                $"{caller.Name} ({caller.Id}) does not belong to the alliance {map.Alliance} and cannot file with it.");
    }

    /// <param name="mapPath">The path of the alliance's file is relative to it.</param>
    static string HowToLoad(ColumnMap map, string mapPath)
    {
        if (map.AllianceFile is not { } file)
            return "Load the alliance's file with 'alliance load FILE'.";
        var path = Path.GetFullPath(file, Path.GetDirectoryName(Path.GetFullPath(mapPath))!);
        return $"Load it with: {CommandLine.ProgramName} alliance load {path}";
    }
}
