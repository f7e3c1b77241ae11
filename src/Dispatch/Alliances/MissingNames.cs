namespace Dispatch.Alliances;

/// <summary>Removes from the tables what the file of an alliance no longer names, unless orders refer to it.</summary>
static class MissingNames
{
    // People first: those who are left without a member or merchant no longer stand in the way of its removal.
    public static async Task<StillReferenced> RemoveAsync(AllianceTransaction transaction, AllianceDefinition definition)
    {
        var alliance = definition.Alliance;
        var people = await RemovePeopleAsync(transaction, definition.People.Select(person => person.Id));
        var members = await RemoveAsync(transaction, "members", alliance.Members.Keys, OrderReferences.ToMemberSql);
        var merchants = await RemoveAsync(
            transaction, "merchants", alliance.Merchants.Select(merchant => merchant.Code), OrderReferences.ToMerchantSql);
        var categories = await RemoveAsync(transaction, "categories", alliance.Categories.Keys, OrderReferences.ToCategorySql);
        return new StillReferenced(members, merchants, categories, people);
    }

    static async Task<IReadOnlyList<string>> RemoveAsync(
        AllianceTransaction transaction, string table, IEnumerable<string> named, string isReferencedSql)
    {
        List<string> referenced = [];
        var stored = await transaction.ListAsync($"select code from {table} where alliance = @alliance order by position, code");
        foreach (var code in stored.Except(named))
        {
            if (await transaction.IsTrueAsync(isReferencedSql, code))
            {
                referenced.Add(code);
                await transaction.ExecuteAsync(
                    $"update {table} set has_left = true where alliance = @alliance and code = @code",
                    new { alliance = transaction.Alliance, code });
            }
            else
            {
                await transaction.ExecuteAsync(
                    $"delete from {table} where alliance = @alliance and code = @code", new { alliance = transaction.Alliance, code });
            }
        }

        return referenced;
    }

    /// <summary>Whatever lets a person in ends in any case, also where the person stays for the sake of old orders.</summary>
    static readonly string[] GivesAccess = ["tokens", "feeds", "sessions", "invitations", "accounts"];

    static async Task<IReadOnlyList<string>> RemovePeopleAsync(AllianceTransaction transaction, IEnumerable<string> named)
    {
        List<string> referenced = [];
        var stored = await transaction.ListAsync("select id from people where alliance = @alliance order by id");
        foreach (var id in stored.Except(named))
        {
            foreach (var table in GivesAccess)
                await transaction.ExecuteAsync($"delete from {table} where person = @id", new { id });
            if (await transaction.IsTrueAsync(OrderReferences.ToPersonSql, id))
            {
                await transaction.ExecuteAsync("update people set roles = '', member = null, merchant = null where id = @id", new { id });
                referenced.Add(id);
            }
            else
            {
                await transaction.ExecuteAsync("delete from people where id = @id", new { id });
            }
        }

        return referenced;
    }
}
