namespace Dispatch.Alliances;

/// <summary>Whether orders refer to what the file of an alliance no longer names.</summary>
/// <remarks>
/// The only SQL on the tables of orders that does not stand with them: they are above alliances and may not be used here, and the
/// answer is needed in the transaction that removes a name. Looking through a long history is slow, and happens only when a file has
/// lost a name.
/// </remarks>
static class OrderReferences
{
    public const string ToMemberSql = """
        select exists (select 1
                         from assignments
                         join orders on orders.id = assignments.order_id
                        where assignments.member = @code
                          and orders.alliance = @alliance)
            or exists (select 1
                         from history
                         join orders on orders.id = history.order_id
                        where history.actor_member = @code
                          and orders.alliance = @alliance)
            or exists (select 1
                         from turns
                        where alliance = @alliance
                          and (member = @code or deputy = @code))
        """;

    public const string ToMerchantSql = "select exists (select 1 from orders where alliance = @alliance and merchant_code = @code)";

    public const string ToCategorySql = "select exists (select 1 from orders where alliance = @alliance and category = @code)";

    public const string ToPersonSql = """
        select exists (select 1 from assignments where person = @code)
            or exists (select 1 from orders where filed_by = @code)
            or exists (select 1 from history where actor_id = @code)
        """;
}
