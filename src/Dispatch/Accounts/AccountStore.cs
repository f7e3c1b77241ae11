using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>How people sign in. What changes it ends their sessions, all but the one that the change was made in.</summary>
public static class AccountStore
{
    const string Columns = "person, password_hash, stamp, locked_at, totp_secret, identity, made_at";

    /// <returns>Null when the person has no account, or there is no such person.</returns>
    public static Task<Account?> FindAsync(Database database, string person, CancellationToken cancel = default) =>
        FindAsync(database, "person", person, cancel);

    /// <summary>Whose account has an identity; see <see cref="Account.IdentityOf"/>.</summary>
    public static Task<Account?> FindByIdentityAsync(Database database, string identity, CancellationToken cancel = default) =>
        FindAsync(database, "identity", identity, cancel);

    static async Task<Account?> FindAsync(Database database, string column, string value, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Account>(
            new CommandDefinition($"select {Columns} from accounts where {column} = @value", new { value }, cancellationToken: cancel));
    }

    const string AcceptSql = "delete from invitations where hash = @hash and expires_at > @now returning person";

    // A new beginning: whoever had the account before may have been somebody else.
    const string BeginSql = """
        insert into accounts (person, password_hash, stamp, made_at)
        values (@person, @passwordHash, @stamp, @now)
            on conflict (person) do update
           set password_hash = excluded.password_hash,
               stamp         = excluded.stamp,
               totp_secret   = null,
               totp_step     = null,
               identity      = null
        """;

    /// <summary>Uses an invitation up and begins the account anew: with this password, without second step and without sessions.</summary>
    /// <returns>Null when the invitation is not known, was used before or has expired; nothing was changed.</returns>
    public static async Task<Account?> BeginAsync(
        Database database, string invitation, string passwordHash, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var person = await connection.QuerySingleOrDefaultAsync<string>(
            new CommandDefinition(AcceptSql, new { hash = Secret.HashOf(invitation), now }, transaction, cancellationToken: cancel));
        if (person is null)
            return null;

        var row = new { person, passwordHash, stamp = NewStamp(), now };
        await connection.ExecuteAsync(new CommandDefinition(BeginSql, row, transaction, cancellationToken: cancel));
        foreach (var sql in (string[])["delete from sessions where person = @person", "delete from recovery_codes where person = @person"])
            await connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
        return await FindAsync(database, person, cancel);
    }

    const string SetPasswordSql = """
        update accounts
           set password_hash = @passwordHash,
               stamp         = @stamp
         where person = @person
        """;

    /// <param name="session">The hash of the session that goes on; null for none.</param>
    public static Task<bool> SetPasswordAsync(
        Database database, string person, string passwordHash, string? session, CancellationToken cancel = default) =>
        ChangeAsync(database, SetPasswordSql, person, session, new { person, passwordHash, stamp = NewStamp(), session }, null, cancel);

    const string LockSql = """
        update accounts
           set locked_at = @now,
               stamp     = @stamp
         where person = @person
           and locked_at is null
        """;

    /// <summary>Keeps a person out until they are unlocked; their sessions end, and their tokens rest.</summary>
    public static Task<bool> LockAsync(Database database, string person, DateTimeOffset now, CancellationToken cancel = default) =>
        ChangeAsync(database, LockSql, person, null, new { person, now, stamp = NewStamp() }, null, cancel);

    public static Task<bool> UnlockAsync(Database database, string person, CancellationToken cancel = default) =>
        ExecuteAsync(
            database, "update accounts set locked_at = null where person = @person and locked_at is not null", new { person }, cancel);

    const string SetSecondStepSql = """
        update accounts
           set totp_secret = @secret,
               totp_step   = @step,
               stamp       = @stamp
         where person = @person
        """;

    /// <param name="secret">In Base32; null to do without a second step.</param>
    /// <param name="step">The time step of the code that was just shown.</param>
    /// <param name="recoveryCodes">Take the place of those before.</param>
    /// <param name="session">The hash of the session that goes on.</param>
    public static Task<bool> SetSecondStepAsync(
        Database database, string person, string? secret, long? step, IReadOnlyList<string> recoveryCodes, string? session,
        CancellationToken cancel = default) =>
        ChangeAsync(
            database, SetSecondStepSql, person, session, new { person, secret, step, stamp = NewStamp(), session },
            [.. recoveryCodes.Select(Secret.HashOf)], cancel);

    const string UseStepSql = """
        update accounts
           set totp_step = @step
         where person = @person
           and (totp_step is null or totp_step < @step)
        """;

    /// <summary>Uses up the code of a time step and of those before it.</summary>
    /// <returns>False when it was used before.</returns>
    public static Task<bool> UseStepAsync(Database database, string person, long step, CancellationToken cancel = default) =>
        ExecuteAsync(database, UseStepSql, new { person, step }, cancel);

    /// <summary>Uses up a recovery code.</summary>
    /// <returns>False when the person has none such.</returns>
    public static Task<bool> UseRecoveryCodeAsync(Database database, string person, string code, CancellationToken cancel = default) =>
        ExecuteAsync(
            database, "delete from recovery_codes where person = @person and hash = @hash",
            new { person, hash = Secret.HashOf(code) }, cancel);

    public static async Task<int> RecoveryCodesLeftAsync(Database database, string person, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select count(*) from recovery_codes where person = @person", new { person }, cancellationToken: cancel));
    }

    const string SetIdentitySql = """
        update accounts
           set identity = @identity,
               stamp    = @stamp
         where person = @person
        """;

    /// <param name="identity">As <see cref="Account.IdentityOf"/> writes it; null to come by password alone.</param>
    /// <param name="session">The hash of the session that goes on.</param>
    /// <returns>False when another account has this identity.</returns>
    public static async Task<bool> SetIdentityAsync(
        Database database, string person, string? identity, string? session, CancellationToken cancel = default)
    {
        try
        {
            var row = new { person, identity, stamp = NewStamp(), session };
            return await ChangeAsync(database, SetIdentitySql, person, session, row, null, cancel);
        }
        catch (Exception error) when (DatabaseFault.IsConflict(error))
        {
            return false;
        }
    }

    const string KeepSessionSql = "update sessions set stamp = @stamp where person = @person and hash = @session";

    const string EndOthersSql = "delete from sessions where person = @person and hash <> @session";

    /// <summary>Changes an account under a new stamp, and ends all sessions but one.</summary>
    static async Task<bool> ChangeAsync(
        Database database, string sql, string person, string? session, object row, IReadOnlyList<string>? recoveryCodes,
        CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: cancel)) == 0)
            return false;

        if (session is not null)
            await connection.ExecuteAsync(new CommandDefinition(KeepSessionSql, row, transaction, cancellationToken: cancel));
        var others = new { person, session = session ?? "" };
        await connection.ExecuteAsync(new CommandDefinition(EndOthersSql, others, transaction, cancellationToken: cancel));
        if (recoveryCodes is not null)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from recovery_codes where person = @person", others, transaction, cancellationToken: cancel));
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into recovery_codes (person, hash) values (@person, @hash)",
                recoveryCodes.Select(hash => new { person, hash }), transaction, cancellationToken: cancel));
        }

        await transaction.CommitAsync(cancel);
        return true;
    }

    static async Task<bool> ExecuteAsync(Database database, string sql, object row, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(sql, row, cancellationToken: cancel)) > 0;
    }

    static string NewStamp() => Secret.New("");
}
