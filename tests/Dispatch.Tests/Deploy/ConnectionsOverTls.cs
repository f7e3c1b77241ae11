using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Language;
using Dispatch.Server;
using Dispatch.Server.Messaging;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Tests.Deploy;

/// <summary>HTTPS, database and broker with certificates that are verified, as docs/operations.md says it.</summary>
public sealed class ConnectionsOverTls
{
    readonly string folder = Directory.CreateTempSubdirectory("dispatch-tls-").FullName;
    TestAuthority ours = null!, another = null!;
    PrivateServices services = null!;
    TestDatabase database = null!;

    [OneTimeSetUp]
    public async Task Makes_certificates()
    {
        ours = TestAuthority.Make(Path.Combine(folder, "ours"));
        another = TestAuthority.Make(Path.Combine(folder, "another"));
        services = PrivateServices.Begin(authority: ours);
        await Task.WhenAll(services.PostgresReady, services.BrokerReady);
        database = await TestDatabase.CreateOnAsync(services.PostgresConnectionString);
    }

    [OneTimeTearDown]
    public async Task Puts_them_away()
    {
        await database.DisposeAsync();
        await services.DisposeAsync();
        ours.Dispose();
        another.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    string DatabaseOf(TestAuthority authority) => $"{database.ConnectionString};SSL Mode=VerifyFull;Root Certificate={authority.File}";

    string BrokerOf(TestAuthority authority) =>
        $"amqps://guest:guest@127.0.0.1:{services.AmqpsPort}/?cacertfile={authority.File}&certfile={ours.Certificate}&keyfile={ours.Key}";

    [Test]
    public async Task Carry_an_order_and_its_event()
    {
        await using var server = await RunningServer.StartAsync(
            DatabaseOf(ours), BrokerOf(ours),
            ("Kestrel__Certificates__Default__Path", ours.Certificate), ("Kestrel__Certificates__Default__KeyPath", ours.Key));
        using var client = ours.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DemoCallers.Community);

        using var filed = await client.PostAsJsonAsync(new Uri(server.Url, "/api/orders"), Journeys.Filing("夜市噪音扰民"));

        Assert.That((server.Url.Scheme, filed.StatusCode), Is.EqualTo(("https", HttpStatusCode.Created)));
        await using var look = await database.OpenAsync();
        await Eventually.ThatAsync(() => look.ExecuteScalarAsync<long>("select count(*) from outbox"), Is.Zero);
        Assert.That(
            await look.QueryAsync<bool>("""
                select distinct ssl
                  from pg_stat_ssl
                  join pg_stat_activity using (pid)
                 where datname = current_database()
                   and pid <> pg_backend_pid()
                """),
            Is.EqualTo((bool[])[true]));
        Assert.That(await client.GetStringAsync(new Uri(server.Url, "/readyz")), Does.Contain("connected"));

        using var stranger = another.Client();
        Assert.That(() => stranger.GetAsync(server.Url), Throws.InstanceOf<HttpRequestException>());
        var health = await ShellCommand.RunAsync(database.ConnectionString, null, "health", "--url", server.Url.ToString());
        Assert.That((health.ExitCode, health.Errors), Is.EqualTo((1, health.Errors)));
        Assert.That(health.Errors, Does.Contain("does not answer: The remote certificate is invalid"));
    }

    [Test]
    public async Task Are_refused_at_once_by_a_server_whose_database_is_of_another_authority()
    {
        await using var server = RunningServer.At(DatabaseOf(another));

        Assert.That(await server.Begin(), Is.False);
        Assert.That(server.ExitCode, Is.EqualTo(1));
        Assert.That(server.Output, Does.Contain("is not trusted: its certificate is of no authority that 'Root Certificate' names"));
    }

    [Test]
    public async Task Are_told_of_in_the_log_where_the_broker_is_of_another_authority()
    {
        await using var store = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(store.ConnectionString, BrokerOf(another));

        await Eventually.ThatAsync(
            () => server.Output, Does.Contain("is not trusted: its certificate is of no authority that is trusted here ("));
    }

    [Test]
    public async Task Are_made_to_a_broker_whose_certificate_is_verified_and_which_verifies_ours()
    {
        RabbitConnections sound = new(BrokerOf(ours));
        await using (await sound.OpenAsync(CancellationToken.None))
        {
        }

        RabbitConnections withoutOwn = new(BrokerOf(ours).Split('&')[0]);
        Assert.That(() => withoutOwn.OpenAsync(CancellationToken.None), Throws.InstanceOf<BrokerUnreachableException>());
        RabbitConnections machine = new(BrokerOf(ours).Replace($"cacertfile={ours.File}&", "", StringComparison.Ordinal));
        Assert.That(
            () => machine.OpenAsync(CancellationToken.None),
            Throws.InstanceOf<BrokerUnreachableException>().With.Message.Contains("of no authority that is trusted here"));
        RabbitConnections otherName = new($"{BrokerOf(ours)}&server_name_indication=broker.example.cn");
        Assert.That(
            () => otherName.OpenAsync(CancellationToken.None),
            Throws.InstanceOf<BrokerUnreachableException>().With.Message.Contains("its certificate is not for broker.example.cn."));
    }

    static readonly TestCaseData<string, string>[] Addresses =
    [
        new("http://127.0.0.1", "must be an amqp:// or amqps:// address.") { TestName = "{m}_where_it_is_of_no_broker" },
        new("amqp://localhost?cacertfile=ours/ca.pem", "'cacertfile' is of TLS, and needs an amqps:// address.")
        {
            TestName = "{m}_where_it_is_in_clear_and_names_an_authority",
        },
        new("amqps://localhost?cacert=ours/ca.pem", "'cacert' cannot be read") { TestName = "{m}_where_a_word_is_unknown" },
        new("amqps://localhost?verify=verify_none", "'verify' cannot be read") { TestName = "{m}_where_it_is_not_to_be_verified" },
        new("amqps://localhost?cacertfile=ours/none.pem", "cacertfile: the certificate in ours/none.pem cannot be used.")
        {
            TestName = "{m}_where_its_authority_is_not_there",
        },
        new("amqps://localhost?cacertfile=ours/server.key", "cacertfile: the certificate in ours/server.key cannot be used.")
        {
            TestName = "{m}_where_its_authority_is_no_certificate",
        },
        new("amqps://localhost?certfile=ours/server.pem", "'certfile' needs a 'keyfile'.") { TestName = "{m}_where_a_key_is_missing" },
        new(
            "amqps://localhost?certfile=ours/server.pem&keyfile=another/server.key",
            "certfile: the certificate in ours/server.pem cannot be used.")
        {
            TestName = "{m}_where_its_key_is_another_one",
        },
    ];

    [TestCaseSource(nameof(Addresses))]
    public void Are_refused_at_the_start_by_the_address_of_the_broker(string address, string sentence) => Assert.That(
        () => new RabbitConnections(InFolder(address)), Throws.InstanceOf<UserErrorException>().With.Message.Contains(InFolder(sentence)));

    [TestCase("Root Certificate=ours/none.pem", "Root Certificate: the certificate in ours/none.pem cannot be used.")]
    [TestCase("Root Certificate=ours/server.key", "Root Certificate: the certificate in ours/server.key cannot be used.")]
    [TestCase(
        "SSL Certificate=ours/server.pem;SSL Key=another/server.key",
        "SSL Certificate: the certificate in ours/server.pem cannot be used.")]
    public void Are_refused_at_the_start_by_the_address_of_the_database(string words, string sentence) => Assert.That(
        () => Database.At(InFolder($"Host=localhost;{words}")),
        Throws.InstanceOf<UserErrorException>().With.Message.Contains(InFolder(sentence)));

    [TestCase("Certificates:Default", "ours/none.pem", "ours/server.key")]
    [TestCase("Certificates:Default", "ours/server.pem", "another/server.key")]
    [TestCase("Endpoints:Https:Certificate", "ours/server.key", "ours/server.key")]
    public void Are_refused_at_the_start_by_the_certificate_of_HTTPS(string section, string certificate, string key)
    {
        ConfigurationManager settings = new();
        settings["ConnectionStrings:Dispatch"] = "Data Source=none.db";
        settings[$"Kestrel:{section}:Path"] = InFolder(certificate);
        settings[$"Kestrel:{section}:KeyPath"] = InFolder(key);

        Assert.That(
            () => Settings.Read(settings, new HostingEnvironment { EnvironmentName = "Production" }),
            Throws.InstanceOf<UserErrorException>()
                .With.Message.StartsWith($"Kestrel:{section}: the certificate in {InFolder(certificate)} cannot be used."));
    }

    [Test]
    public void Are_refused_at_the_start_by_nothing_that_is_sound()
    {
        ConfigurationManager settings = new();
        settings["ConnectionStrings:Dispatch"] = "Data Source=none.db";
        settings["ConnectionStrings:RabbitMq"] = BrokerOf(ours);
        settings["Kestrel:Certificates:Default:Path"] = ours.Certificate;
        settings["Kestrel:Certificates:Default:KeyPath"] = ours.Key;

        Assert.That(Settings.Read(settings, new HostingEnvironment { EnvironmentName = "Production" }).Broker, Is.EqualTo(BrokerOf(ours)));
    }

    string InFolder(string text) => text
        .Replace("ours/", $"{ours.Folder}/", StringComparison.Ordinal).Replace("another/", $"{another.Folder}/", StringComparison.Ordinal);
}
