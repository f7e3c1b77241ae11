using System.Globalization;
using System.Net;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Server.Pages;
using Dispatch.Storage;

namespace Dispatch.Server.Accounts;

/// <summary>Lets people in, and counts the attempts of those who are not.</summary>
/// <remarks>
/// Attempts from a browser that the person has used before are counted by that browser; all others by the name and by the address they
/// come from. None of it lasts longer than a quarter of an hour, and a new link is always a way in.
/// </remarks>
sealed class SignIn(Database database, KnownBrowsers browsers, SealedText texts, SecurityLog security, TimeProvider time)
{
    /// <summary>How many attempts with one name, or from one browser, may fail before the next one waits.</summary>
    const int FreeByName = 5;

    /// <summary>An office has one address and many people.</summary>
    const int FreeByAddress = 50;

    const string HalfCookie = "second-step";

    static readonly TimeSpan HalfGood = TimeSpan.FromMinutes(5);

    /// <summary>The page where the second step is asked for.</summary>
    public const string CodePage = "/sign-in/code";

    /// <returns>Where to go on, which is <see cref="CodePage"/> where there is a second step.</returns>
    public async Task<FormAnswer> ByPasswordAsync(HttpContext context, string name, string password, string then)
    {
        var cancel = context.RequestAborted;
        var person = NameOf(name);
        var counted = Counted(context, person, "name");
        if (await WaitAsync(context, counted) is { } wait)
            return Refused(context, (await AccountStore.FindAsync(database, person, cancel))?.Person, wait);

        var account = await AccountStore.FindAsync(database, person, cancel);
        if (!Passwords.Verify(account?.PasswordHash, password))
            return Refused(context, account?.Person, Refusal.Of(Problems.WrongSignIn));

        await SucceededAsync(counted, cancel);
        if (account!.IsLocked)
            return Refused(context, account.Person, Refusal.Of(Problems.AccountLocked));
        if (!account.HasSecondStep)
        {
            await EnterAsync(context, account, "password");
            return FormAnswer.Done(then);
        }

        context.Response.Cookies.Append(HalfCookie, texts.Seal(HalfCookie, $"{account.Person} {account.Stamp}", HalfGood), new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            MaxAge = HalfGood,
        });
        return FormAnswer.Done($"{CodePage}?then={Uri.EscapeDataString(then)}");
    }

    /// <param name="code">Of the authenticator app, or a recovery code.</param>
    public async Task<FormAnswer> ByCodeAsync(HttpContext context, string code, string then)
    {
        var cancel = context.RequestAborted;
        // Not whoever has meanwhile been locked out, or has another password than the one that was just given.
        if (texts.Open(HalfCookie, context.Request.Cookies[HalfCookie])?.Split(' ') is not [var person, var stamp]
            || await AccountStore.FindAsync(database, person, cancel) is not { TotpSecret: { } secret } account || account.Stamp != stamp)
            return Refusal.Of(Problems.SignInOver);

        var counted = Counted(context, person, "code");
        if (await WaitAsync(context, counted) is { } wait)
            return Refused(context, person, wait);

        var plain = SecondStep.Plain(code);
        var byStep = SecondStep.StepOf(secret, plain, time.GetUtcNow()) is { } step
            && await AccountStore.UseStepAsync(database, person, step, cancel);
        if (!byStep && !await AccountStore.UseRecoveryCodeAsync(database, person, plain, cancel))
            return Refused(context, person, Refusal.Of(Problems.WrongCode));

        await SucceededAsync(counted, cancel);
        context.Response.Cookies.Delete(HalfCookie);
        await EnterAsync(context, account, byStep ? "password and code" : "password and recovery code");
        return FormAnswer.Done(then);
    }

    /// <summary>Begins a session, however the person has shown who they are.</summary>
    public async Task EnterAsync(HttpContext context, Account account, string how)
    {
        await SessionCookies.SignInAsync(context, account.Person, account.Stamp);
        browsers.Remember(context, account.Person);
        security.Write(context, "signed-in", account.Person, how);
    }

    /// <summary>Whether the signed-in person's password is this one; wrong ones count as attempts to sign in do.</summary>
    /// <returns>Null where it is.</returns>
    public async Task<Refusal?> ConfirmAsync(HttpContext context, Account account, string field, string password)
    {
        IReadOnlyList<(string Subject, int Free)> counted = [($"confirm {account.Person}", FreeByName)];
        if (await WaitAsync(context, counted) is { } wait)
            return wait;
        if (!Passwords.Verify(account.PasswordHash, password))
        {
            security.Write(context, "password-refused", account.Person);
            return Refusal.Input(field, "wrong-password");
        }

        await SucceededAsync(counted, context.RequestAborted);
        return null;
    }

    FormAnswer Refused(HttpContext context, string? person, Refusal reason)
    {
        security.Write(context, "sign-in-refused", person, reason.Code);
        return reason;
    }

    /// <summary>Counts the attempt everywhere, so that one that waits by the name still counts for the address.</summary>
    async Task<Refusal?> WaitAsync(HttpContext context, IReadOnlyList<(string Subject, int Free)> counted)
    {
        var longest = TimeSpan.Zero;
        foreach (var (subject, free) in counted)
        {
            var wait = await AttemptStore.TakeAsync(database, subject, free, time.GetUtcNow(), context.RequestAborted);
            longest = wait > longest ? wait : longest;
        }

        return longest > TimeSpan.Zero
            ? Refusal.Of(Problems.TooManyAttempts, Math.Ceiling(longest.TotalMinutes).ToString(CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>Forgets the failures with this name. Those from the address stay, or one good account would allow any number.</summary>
    async Task SucceededAsync(IReadOnlyList<(string Subject, int Free)> counted, CancellationToken cancel)
    {
        foreach (var (subject, free) in counted)
        {
            if (free == FreeByName)
                await AttemptStore.ForgetAsync(database, subject, cancel);
            else
                await AttemptStore.GiveBackAsync(database, subject, cancel);
        }
    }

    IReadOnlyList<(string Subject, int Free)> Counted(HttpContext context, string person, string what) =>
        browsers.Find(context.Request, person) is { } browser
            ? [($"browser {what} {browser}", FreeByName)]
            : [($"{what} {person}", FreeByName), ($"address {AddressOf(context)}", FreeByAddress)];

    /// <summary>Where a request comes from; of IPv6 the network, since whoever has one address there has all of them.</summary>
    static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return Convert.ToHexStringLower(bytes.Length == 16 ? bytes[..8] : bytes);
    }

    /// <summary>A name as it is on file, however it was typed: full-width letters, capitals, spaces around it.</summary>
    static string NameOf(string typed) => Typing.Plain(typed).Trim().ToLowerInvariant().Replace("\0", "");
}
