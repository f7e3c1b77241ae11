using Dispatch.Tests.Support;
using NJsonSchema;
using NJsonSchema.Validation;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Dispatch.Tests.Deploy;

public sealed class TheComposeFile
{
    static readonly string Folder = Path.Combine(Situations.WorkflowFolder, "..", "deploy");
    static readonly string Text = System.IO.File.ReadAllText(Path.Combine(Folder, "compose.yaml"));

    static readonly TestCaseData<string, string>[] Breaks =
    [
        new("  server-1:\n", "  server 1:\n") { TestName = "Is_refused_with_a_service_name_that_none_may_have" },
        new("  restart: unless-stopped\n", "  restarts: unless-stopped\n")
        {
            TestName = "Is_refused_with_a_word_that_compose_does_not_know",
        },
        new("condition: service_healthy", "condition: healthy") { TestName = "Is_refused_with_a_condition_that_there_is_not" },
        new("    file: secrets/postgres-password", "    path: secrets/postgres-password")
        {
            TestName = "Is_refused_with_a_secret_from_nowhere",
        },
        new("read_only: true", "read_only: [yes, no]") { TestName = "Is_refused_with_a_word_where_yes_or_no_belongs" },
    ];

    JsonSchema schema = null!;

    [OneTimeSetUp]
    public async Task Its_rules_are_read() =>
        schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Deploy", "compose_spec.json"));

    [Test]
    public void Is_as_the_specification_wants_it() => Assert.That(FaultsOf(Text), Is.Empty);

    [TestCaseSource(nameof(Breaks))]
    public void Is_refused(string sound, string broken)
    {
        Assert.That(Text, Does.Contain(sound));
        Assert.That(FaultsOf(Text.Replace(sound, broken, StringComparison.Ordinal)), Is.Not.Empty);
    }

    [Test]
    public async Task Names_files_that_are_there_and_secrets_that_the_script_makes()
    {
        var folder = Directory.CreateTempSubdirectory("dispatch-secrets-");
        var secrets = Path.Combine(folder.FullName, "secrets");
        await Shell.RunAsync("bash", Path.Combine(Folder, "secrets.sh"), secrets);
        var made = Directory.GetFiles(secrets).Select(file => $"secrets/{Path.GetFileName(file)}").ToList();
        folder.Delete(recursive: true);

        var named = Map(Read(Text)["secrets"]).Values.Select(secret => (string)Map(secret)["file"]);
        Assert.That(named, Is.EquivalentTo(made));
        Assert.That(System.IO.File.ReadAllLines(Path.Combine(Folder, ".gitignore")), Does.Contain("secrets/"));
        Assert.That(Path.Combine(Folder, "Caddyfile"), Does.Exist);
        Assert.That(Path.Combine(Folder, "roles.sql"), Does.Exist);
        Assert.That(Path.Combine(Folder, "Dockerfile"), Does.Exist);
    }

    [TestCase("proxy")]
    [TestCase("server-1")]
    [TestCase("server-2")]
    [TestCase("migrate")]
    [TestCase("postgres")]
    [TestCase("rabbitmq")]
    public void Bounds_what_a_service_may_do_and_take(string name)
    {
        var service = Map(Services[name]);

        Assert.That(service["cap_drop"], Is.EqualTo((string[])["ALL"]));
        Assert.That(
            service.GetValueOrDefault("cap_add"), name == "proxy" ? Is.EqualTo((string[])["NET_BIND_SERVICE"]) : Is.Null);
        Assert.That(service["security_opt"], Is.EqualTo((string[])["no-new-privileges:true"]));
        Assert.That(service["read_only"], Is.EqualTo(true));
        Assert.That(service, Does.ContainKey("tmpfs").And.ContainKey("pids_limit").And.ContainKey("restart"));
        Assert.That(service["mem_limit"], Does.Match("^[0-9]+[mg]$"));
        Assert.That(service, Does.Not.ContainKey("privileged").And.Not.ContainKey("network_mode"));
    }

    [Test]
    public void Bounds_all_services_there_are() => Assert.That(
        Services.Keys, Is.EquivalentTo((string[])["proxy", "server-1", "server-2", "migrate", "postgres", "rabbitmq"]));

    [Test]
    public void Tells_the_broker_how_much_memory_it_gives_it()
    {
        Assert.That(Map(Services["rabbitmq"])["mem_limit"], Is.EqualTo("1g"));
        Assert.That(
            System.IO.File.ReadAllText(Path.Combine(Folder, "secrets.sh")), Does.Contain("total_memory_available_override_value = 1GB\n"));
    }

    [Test]
    public void Gives_the_owner_of_the_tables_to_nobody_but_the_migration()
    {
        var users = Services.Where(service => Map(service.Value).GetValueOrDefault("secrets") is List<object> secrets
            && secrets.Any(secret => secret is "owner" || (secret is Dictionary<object, object> named && named["source"] is "owner")));

        Assert.That(users.Select(service => service.Key), Is.EqualTo((string[])["migrate"]));
        Assert.That(Map(Services["migrate"])["command"], Is.EqualTo((string[])["database", "migrate"]));
    }

    /// <summary>What a tag names may be another image tomorrow.</summary>
    [Test]
    public void Takes_every_image_of_others_by_its_digest()
    {
        var images = Services.Values.Select(Map)
            .Where(service => !service.ContainsKey("build")).Select(service => (string)service["image"]);
        var bases = System.IO.File.ReadAllLines(Path.Combine(Folder, "Dockerfile"))
            .Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]);

        Assert.That(images.ToList(), Has.Count.EqualTo(3).And.All.Match("^[a-z]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$"));
        Assert.That(bases.ToList(), Has.Count.EqualTo(2).And.All.Match("^mcr[.]microsoft[.]com/[a-z/]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$"));
    }

    static Dictionary<object, object> Services => Map(Read(Text)["services"]);

    [Test]
    public void Gives_a_server_no_more_than_it_needs()
    {
        var server = Map(Services["server-1"]);

        Assert.That(server["secrets"], Is.EqualTo((string[])["ConnectionStrings__Dispatch", "ConnectionStrings__RabbitMq"]));
        Assert.That(System.IO.File.ReadAllLines(Path.Combine(Folder, "Dockerfile")), Does.Contain("USER $APP_UID"));
    }

    ICollection<ValidationError> FaultsOf(string yaml) =>
        schema.Validate(new SerializerBuilder().JsonCompatible().Build().Serialize(Read(yaml)));

    static Dictionary<object, object> Read(string yaml) =>
        new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(new StringReader(yaml))));

    static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;
}
