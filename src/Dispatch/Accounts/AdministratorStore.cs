using System.Text.RegularExpressions;
using Dapper;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Makes the administrators who stand in no alliance's file: the first one of a new house, before there is any alliance.</summary>
public static partial class AdministratorStore
{
    const string MakeSql = """
        insert into people (id, alliance, name, roles)
        values (@id, null, @name, @roles)
            on conflict (id) do nothing
        """;

    /// <exception cref="UserErrorException">The id cannot be one.</exception>
    /// <returns>False when somebody has this id.</returns>
    public static async Task<bool> MakeAsync(Database database, string id, string name, CancellationToken cancel = default)
    {
        if (!Id().IsMatch(id) || Person.IsReserved(id))
        {
            throw new UserErrorException(
                $"The id '{id}' may only have a–z, 0–9, dots, underscores and hyphens, begins with a letter or digit, "
                + $"not with '{Person.DemoPrefix}', and is not '{Person.SystemId}'.");
        }

        if (!PlainText.IsVisible(name) || PlainText.HasControls(name))
        {
            throw new UserErrorException("The name must be a text that can be seen, without control signs.");
        }

        await using var connection = await database.ConnectAsync(cancel);
        var row = new { id, name, roles = Role.Admin };
        return await connection.ExecuteAsync(new CommandDefinition(MakeSql, row, cancellationToken: cancel)) > 0;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,39}\z")]
    private static partial Regex Id();
}
