using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Storage;
using Dispatch.Tests.Alliances;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Accounts;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class AnAccount(string engine)
{
    const string Wu = "wu-jianfeng";

    readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
    TestDatabase fresh = null!;

    Database Database => fresh.Database;

    DateTimeOffset Now => time.GetUtcNow();

    [SetUp]
    public async Task Create()
    {
        fresh = await TestDatabase.CreateMigratedAsync(engine);
        await AllianceStore.SaveAsync(Database, Files.Definition());
    }

    [TearDown]
    public async Task Drop() => await fresh.DisposeAsync();

    [Test]
    public async Task Begins_with_an_invitation_that_is_good_once()
    {
        var word = await InviteAsync();

        Assert.That(await InvitationStore.FindAsync(Database, word, Now), Is.EqualTo(Wu));
        var account = await AccountStore.BeginAsync(Database, word, "hash", Now);
        Assert.That((account!.Person, account.PasswordHash), Is.EqualTo((Wu, "hash")));
        Assert.That(await AccountStore.BeginAsync(Database, word, "another", Now), Is.Null);
        Assert.That(await InvitationStore.FindAsync(Database, word, Now), Is.Null);
        Assert.That((await AccountStore.FindAsync(Database, Wu))!.PasswordHash, Is.EqualTo("hash"));
    }

    [Test]
    public async Task Of_eight_who_use_one_invitation_at_once_has_one_password()
    {
        var word = await InviteAsync();

        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(index =>
            Task.Run(() => AccountStore.BeginAsync(Database, word, $"hash {index}", Now))));

        var account = begun.Single(account => account is not null);
        Assert.That((await AccountStore.FindAsync(Database, Wu))!.PasswordHash, Is.EqualTo(account!.PasswordHash));
    }

    [Test]
    public async Task Does_not_begin_with_an_invitation_that_has_expired_or_was_replaced()
    {
        var first = await InviteAsync();
        var second = await InviteAsync();
        Assert.That(await AccountStore.BeginAsync(Database, first, "hash", Now), Is.Null, "another one took its place");

        time.Advance(InvitationStore.Good);
        Assert.That(await AccountStore.BeginAsync(Database, second, "hash", Now), Is.Null);
        Assert.That(await AccountStore.FindAsync(Database, Wu), Is.Null);
    }

    [Test]
    public async Task Keeps_only_the_hash_of_an_invitation()
    {
        var word = await InviteAsync();

        await using var connection = await Database.ConnectAsync();
        var row = (IDictionary<string, object?>)await connection.QuerySingleAsync("select * from invitations");
        Assert.That(row.Values.Select(value => $"{value}"), Has.None.Contains(word[4..]));
    }

    [Test]
    public async Task With_a_new_password_has_no_session_but_the_one_it_was_chosen_in()
    {
        await BeginAsync();
        var (here, there) = (await SignInAsync(), await SignInAsync());

        await AccountStore.SetPasswordAsync(Database, Wu, "another", (await UseAsync(here))!.Hash);

        Assert.That(await UseAsync(here), Is.Not.Null);
        Assert.That(await UseAsync(there), Is.Null);
    }

    [Test]
    public async Task With_another_stamp_has_no_session_of_the_one_before()
    {
        await BeginAsync();
        var session = await SignInAsync();

        await using (var connection = await Database.ConnectAsync())
            await connection.ExecuteAsync("update accounts set stamp = 'another'");

        Assert.That(await UseAsync(session), Is.Null);
        Assert.That(await SessionStore.OfAsync(Database, Wu, Now), Is.Empty);
    }

    [Test]
    public async Task That_is_locked_has_no_sessions_and_its_tokens_rest()
    {
        await BeginAsync();
        var session = await SignInAsync();
        var token = await TokenStore.CreateAsync(Database, Wu, null, "", Now);

        Assert.That(await AccountStore.LockAsync(Database, Wu, Now), Is.True);
        Assert.That(await UseAsync(session), Is.Null);
        Assert.That(await new CallerDirectory(Database, time).FindAsync(token), Is.Null);

        Assert.That(await AccountStore.UnlockAsync(Database, Wu), Is.True);
        Assert.That(await UseAsync(session), Is.Null, "what has ended stays so");
        Assert.That(await new CallerDirectory(Database, time).FindAsync(token), Is.Not.Null);
    }

    [Test]
    public async Task Takes_a_code_and_a_recovery_code_once()
    {
        await BeginAsync();
        await AccountStore.SetSecondStepAsync(Database, Wu, "SECRET", 100, ["AAAA", "BBBB"], null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await AccountStore.UseStepAsync(Database, Wu, 100), Is.False, "it was shown when the step was set up");
            Assert.That(await AccountStore.UseStepAsync(Database, Wu, 101), Is.True);
            Assert.That(await AccountStore.UseStepAsync(Database, Wu, 101), Is.False);
            Assert.That(await AccountStore.UseRecoveryCodeAsync(Database, Wu, "AAAA"), Is.True);
            Assert.That(await AccountStore.UseRecoveryCodeAsync(Database, Wu, "AAAA"), Is.False);
            Assert.That(await AccountStore.RecoveryCodesLeftAsync(Database, Wu), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Begun_anew_has_neither_second_step_nor_identity_nor_sessions()
    {
        await BeginAsync();
        await AccountStore.SetSecondStepAsync(Database, Wu, "SECRET", 100, ["AAAA"], null);
        await AccountStore.SetIdentityAsync(Database, Wu, "issuer sub 1", null);
        var session = await SignInAsync();

        await BeginAsync();

        var account = (await AccountStore.FindAsync(Database, Wu))!;
        Assert.That((account.TotpSecret, account.Identity), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That(await UseAsync(session), Is.Null);
        Assert.That(await AccountStore.UseRecoveryCodeAsync(Database, Wu, "AAAA"), Is.False);
    }

    [Test]
    public async Task Has_an_identity_that_no_other_has()
    {
        await BeginAsync();
        await BeginAsync("su-xiuying");

        Assert.That(await AccountStore.SetIdentityAsync(Database, Wu, "issuer sub 1", null), Is.True);
        Assert.That(await AccountStore.SetIdentityAsync(Database, "su-xiuying", "issuer sub 1", null), Is.False);
        Assert.That((await AccountStore.FindByIdentityAsync(Database, "issuer sub 1"))!.Person, Is.EqualTo(Wu));
        Assert.That(await AccountStore.FindByIdentityAsync(Database, "issuer preferred_username 1"), Is.Null);
    }

    [Test]
    public async Task Ends_with_the_person_in_the_alliances_file()
    {
        await BeginAsync("su-xiuying");
        var session = await SignInAsync("su-xiuying");
        await InviteAsync("su-xiuying");

        await AllianceStore.SaveAsync(Database, Files.Definition("  - { id: su-xiuying, name: 苏秀英, member: huanwei }\n", ""));

        Assert.That(await AccountStore.FindAsync(Database, "su-xiuying"), Is.Null);
        Assert.That(await UseAsync(session), Is.Null);
    }

    [Test]
    public async Task Of_an_administrator_needs_no_alliance_and_outlives_its_files()
    {
        Assert.That(await AdministratorStore.MakeAsync(Database, "chen", "陈主任"), Is.True);
        Assert.That(await AdministratorStore.MakeAsync(Database, "chen", "陈副主任"), Is.False);
        await AllianceStore.SaveAsync(Database, Files.Definition());

        var chen = await PersonList.FindAsync(Database, "chen");
        Assert.That((chen!.Name, chen.IsAdmin, chen.Alliance), Is.EqualTo(("陈主任", true, (string?)null)));
        var token = await TokenStore.CreateAsync(Database, "chen", null, "", Now);
        Assert.That((await new CallerDirectory(Database, time).FindAsync(token))!.Id, Is.EqualTo("chen"));
    }

    [Test]
    public async Task Is_looked_after_by_the_secretariat_of_its_alliance_only()
    {
        var secretary = (await PersonList.FindAsync(Database, "huang-lihua"))!;
        var administrator = (await PersonList.FindAsync(Database, "guohuo-admin"))!;
        await AdministratorStore.MakeAsync(Database, "chen", "陈主任");

        var ofSecretary = (await AccountList.OfAsync(Database, secretary, "guohuo", Now)).Select(state => state.Person.Id);
        var ofAdministrator = (await AccountList.OfAsync(Database, administrator, "guohuo", Now)).Select(state => state.Person.Id);

        Assert.That(ofSecretary, Is.EqualTo((string[])["huang-lihua", "lanshan-dian", "su-xiuying", "wu-jianfeng"]));
        Assert.That(ofAdministrator, Is.SupersetOf((string[])["chen", "guohuo-admin", "huang-lihua"]));
        Assert.That(await AccountList.FindAsync(Database, secretary, "guohuo-admin", Now), Is.Null);
        Assert.That(await AccountList.FindAsync(Database, secretary with { Alliance = "another" }, Wu, Now), Is.Null);
        Assert.That(await AccountList.FindAsync(Database, (await PersonList.FindAsync(Database, Wu))!, Wu, Now), Is.Null);
    }

    [Test]
    public async Task Of_many_attempts_at_once_has_none_that_is_not_counted()
    {
        var waits = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            Task.Run(() => AttemptStore.TakeAsync(Database, "name wu", free: 5, Now))));

        Assert.That(waits.Count(wait => wait == TimeSpan.Zero), Is.EqualTo(5));
    }

    Task<string> InviteAsync(string person = Wu) => InvitationStore.MakeAsync(Database, person, "huang-lihua", Now)!;

    async Task BeginAsync(string person = Wu) => await AccountStore.BeginAsync(Database, await InviteAsync(person), "hash", Now);

    async Task<string> SignInAsync(string person = Wu) =>
        await SessionStore.BeginAsync(Database, person, (await AccountStore.FindAsync(Database, person))!.Stamp, "browser", Now);

    Task<Session?> UseAsync(string word) => SessionStore.UseAsync(Database, word, Now);
}
