namespace Dispatch.Alliances;

/// <summary>Removes from the tables what the file of an alliance no longer names, unless orders refer to it.</summary>
static class MissingNames
{
    /// <param name="changes">Those without an after are removed.</param>
    public static async Task<StillReferenced> RemoveAsync(AllianceTransaction transaction, IReadOnlyList<AllianceChange> changes)
    {
        // People first: those who are left without a member or merchant no longer stand in the way of its removal.
        var people = await RemovePeopleAsync(transaction, Missing(RegisterName.People));
        var members = await RemoveAsync(transaction, RegisterName.Members, OrderReferences.ToMemberSql);
        var merchants = await RemoveAsync(transaction, RegisterName.Merchants, OrderReferences.ToMerchantSql);
        var categories = await RemoveAsync(transaction, RegisterName.Categories, OrderReferences.ToCategorySql);
        return new StillReferenced(members, merchants, categories, people);

        IEnumerable<string> Missing(string register) =>
            changes.Where(change => change.Register == register && change is { After: null, Code: not "*" }).Select(change => change.Code);

        // A register and its table have the same name.
        async Task<IReadOnlyList<string>> RemoveAsync(AllianceTransaction transaction, string table, string isReferencedSql)
        {
            List<string> referenced = [];
            foreach (var code in Missing(table))
            {
                var row = new { alliance = transaction.Alliance, code };
                if (await transaction.IsTrueAsync(isReferencedSql, code))
                {
                    referenced.Add(code);
                    await transaction.ExecuteAsync(
                        $"update {table} set has_left = true where alliance = @alliance and code = @code", row);
                }
                else
                {
                    await transaction.ExecuteAsync($"delete from {table} where alliance = @alliance and code = @code", row);
                }
            }

            return referenced;
        }
    }

    /// <summary>Whatever lets a person in ends in any case, also where the person stays for the sake of old orders.</summary>
    static readonly string[] GivesAccess = ["tokens", "feeds", "sessions", "invitations", "accounts"];

    static async Task<IReadOnlyList<string>> RemovePeopleAsync(AllianceTransaction transaction, IEnumerable<string> missing)
    {
        List<string> referenced = [];
        foreach (var id in missing)
        {
            foreach (var table in GivesAccess)
                await transaction.ExecuteAsync($"delete from {table} where person = @id", new { id });
            if (await transaction.IsTrueAsync(OrderReferences.ToPersonSql, id))
            {
                await transaction.ExecuteAsync(
                    "update people set roles = '', member = null, merchant = null, has_left = true where id = @id", new { id });
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
