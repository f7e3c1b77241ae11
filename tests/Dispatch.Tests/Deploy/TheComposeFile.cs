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
        new("    restart: unless-stopped\n", "    restarts: unless-stopped\n")
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
        Assert.That(Path.Combine(Folder, "Dockerfile"), Does.Exist);
    }

    [Test]
    public void Gives_a_server_no_more_than_it_needs()
    {
        var server = Map(Map(Read(Text)["services"])["server-1"]);

        Assert.That(server["read_only"], Is.EqualTo(true));
        Assert.That(server["cap_drop"], Is.EqualTo((string[])["ALL"]));
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
