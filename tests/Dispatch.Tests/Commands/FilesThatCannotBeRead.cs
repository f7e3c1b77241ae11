using System.Text;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Commands;

/// <summary>Files that are not what people write: every check ends, with a sentence that names the file.</summary>
public sealed class FilesThatCannotBeRead
{
    string folder = "";

    [SetUp]
    public void Makes_a_folder() => folder = Directory.CreateTempSubdirectory("files").FullName;

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    static readonly string[] Checks = ["workflow", "calendar", "charter"];

    [TestCaseSource(nameof(Checks))]
    public async Task A_file_without_an_end_is_refused(string what)
    {
        var check = await CheckAsync(what, "/dev/zero");

        Assert.That((check.ExitCode, check.Output), Is.EqualTo((1, "/dev/zero:1: The file is larger than 16 MiB, or has no end.\n")));
    }

    [TestCaseSource(nameof(Checks))]
    public async Task A_file_of_ten_gigabytes_is_refused(string what)
    {
        var path = Path.Combine(folder, "large.yaml");
        await using (var file = File.Create(path))
            file.SetLength(10L << 30); // without a block on the disk

        var check = await CheckAsync(what, path);

        Assert.That((check.ExitCode, check.Output), Is.EqualTo((1, $"{path}:1: The file is larger than 16 MiB, or has no end.\n")));
    }

    [TestCaseSource(nameof(Checks))]
    public async Task A_pipe_to_which_nobody_writes_is_refused(string what)
    {
        var path = Path.Combine(folder, "pipe.yaml");
        await Shell.RunAsync("mkfifo", path);

        var check = await CheckAsync(what, path);

        Assert.That((check.ExitCode, check.Output), Is.EqualTo((1, $"{path}:1: The file gave nothing to read for 5 seconds.\n")));
    }

    [TestCaseSource(nameof(Checks))]
    public async Task A_file_in_another_encoding_is_refused_with_its_line(string what)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var path = Path.Combine(folder, "gbk.yaml");
        await File.WriteAllTextAsync(
            path, "# a file of ours\ntitle: { zh: 中国工作日历, en: China }\n", Encoding.GetEncoding("gb18030"));

        var check = await CheckAsync(what, path);

        Assert.That(
            (check.ExitCode, check.Output),
            Is.EqualTo((1, $"{path}:2: The file is not UTF-8: it seems to be in GB18030 (GBK); save it as UTF-8.\n")));
    }

    [Test]
    public async Task An_alliance_in_another_encoding_is_not_loaded()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        var path = Path.Combine(folder, "utf16.yaml");
        await File.WriteAllTextAsync(path, "alliance: shuiyuncheng\n", Encoding.Unicode);

        var load = await ShellCommand.RunAsync(database.ConnectionString, null, "alliance", "load", path);

        Assert.That(load.ExitCode, Is.EqualTo(1));
        Assert.That(load.Errors, Does.Contain($"{path}:1: The file is not UTF-8: it seems to be in UTF-16; save it as UTF-8."));
    }

    static Task<ShellCommand> CheckAsync(string what, string path) => ShellCommand.RunAsync("Data Source=none", null, what, "check", path);
}
