using Dapper;
using Dispatch.Tests.Support;

namespace Dispatch.Tests;

[SetUpFixture]
public sealed class TheRun
{
    /// <summary>Servers and commands of a test live too briefly to gain from compiling anew what they run a few times.</summary>
    [OneTimeSetUp]
    public void Lets_no_process_of_ours_compile_twice()
    {
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", "3E8"); // hexadecimal: a thousand calls
    }

    /// <summary>
    /// Dapper makes code for each statement and each database. Those of the tests have one schema, so that it need not be made anew
    /// for each of them.
    /// </summary>
    [OneTimeSetUp]
    public void Shares_what_Dapper_makes_for_a_statement() => SqlMapper.ConnectionStringComparer = new OneForEachEngine();

    [OneTimeTearDown]
    public async Task Stops_its_services()
    {
        await TheBrowser.StopAsync();
        await TestDatabase.DropOriginalAsync();
        await Services.StopAsync();
    }

    /// <summary>Two databases of one engine are the same, whatever their names.</summary>
    sealed class OneForEachEngine : IEqualityComparer<string>
    {
        public bool Equals(string? one, string? other) => IsPostgres(one) == IsPostgres(other);

        public int GetHashCode(string connection) => IsPostgres(connection) ? 1 : 2;

        static bool IsPostgres(string? connection) => connection?.Contains("Host=", StringComparison.OrdinalIgnoreCase) == true;
    }
}
