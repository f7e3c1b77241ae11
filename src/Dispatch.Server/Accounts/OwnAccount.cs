using System.Globalization;
using Dispatch.Accounts;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Server.Pages;
using Dispatch.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace Dispatch.Server.Accounts;

/// <summary>What people change about their own account.</summary>
static class OwnAccount
{
    /// <summary>How many days a token may be good for; a year where nothing else is chosen.</summary>
    public static readonly int[] TokenDays = [365, 30, 90, 730];

    public const int LongestNote = 100;

    /// <summary>What a sealed secret of a second step is for.</summary>
    public static string SecretOf(string person) => $"second-step-secret {person}";

    /// <summary>Begins the account of whoever a link invites, with the password that they choose.</summary>
    public static async Task<FormAnswer> BeginAsync(HttpContext context, IFormCollection form)
    {
        var (database, time) = Parts(context);
        var person = context.Features.GetRequiredFeature<Invited>().Person;
        if (ChosenFault(form, person) is { } fault)
            return fault;

        var invitation = context.Request.RouteValues["secret"]!.ToString()!;
        var hash = Passwords.Hash(form["new"].ToString());
        if (await AccountStore.BeginAsync(database, invitation, hash, time.GetUtcNow(), context.RequestAborted) is not { } account)
            return Refusal.Of(Problems.LinkSpent);

        Write(context, "account-begun", account.Person);
        if (account.IsLocked)
            return Refusal.Of(Problems.AccountLocked);
        await context.RequestServices.GetRequiredService<SignIn>().EnterAsync(context, account, "link");
        return FormAnswer.Done("/");
    }

    public static async Task<FormAnswer> ChangePasswordAsync(HttpContext context, IFormCollection form)
    {
        var (database, _) = Parts(context);
        if (await FindAsync(context) is not { } account)
            return Refusal.Of(Problems.NotOnFile);
        if (await ConfirmedAsync(context, account, "current", form) is { } wrong)
            return wrong;
        if (ChosenFault(form, context.Caller()) is { } fault)
            return fault;

        await AccountStore.SetPasswordAsync(
            database, account.Person, Passwords.Hash(form["new"].ToString()), SessionOf(context), context.RequestAborted);
        Write(context, "password-changed", account.Person);
        return Done(context, "password-changed");
    }

    public static async Task<FormAnswer> EndSessionAsync(HttpContext context, IFormCollection form)
    {
        var (database, _) = Parts(context);
        var hash = form["session"].ToString();
        if (!await SessionStore.EndAsync(database, context.Caller().Id, hash, context.RequestAborted))
            return Refusal.Of(Problems.NoSuchSession);
        Write(context, "session-ended", context.Caller().Id, SecurityLog.Short(hash));
        return Done(context, "session-ended");
    }

    public static async Task<FormAnswer> EndOtherSessionsAsync(HttpContext context, IFormCollection form)
    {
        var (database, _) = Parts(context);
        await SessionStore.EndAllAsync(database, context.Caller().Id, SessionOf(context), context.RequestAborted);
        Write(context, "sessions-ended", context.Caller().Id, "all others");
        return Done(context, "sessions-ended");
    }

    /// <summary>Makes a token for a program, which is shown on the page that follows and never again.</summary>
    public static async Task<FormAnswer> MakeTokenAsync(HttpContext context, IFormCollection form)
    {
        var (database, time) = Parts(context);
        var person = context.Caller().Id;
        if (await PersonList.FindAsync(database, person, context.RequestAborted) is null)
            return Refusal.Of(Problems.NotOnFile);
        var note = form["note"].ToString().Replace("\0", "").Trim();
        if (!PlainText.IsVisible(note) || note.Length > LongestNote)
            return Refusal.Input("note", note.Length > LongestNote ? $"longer-than-{LongestNote}" : "required");
        if (PlainText.HasControls(note))
            return Refusal.Input("note", "with-control-signs");
        if (!int.TryParse(form["days"], CultureInfo.InvariantCulture, out var days) || !TokenDays.Contains(days))
            days = TokenDays[0];

        var now = time.GetUtcNow();
        var token = await TokenStore.CreateAsync(database, person, now.AddDays(days), note, now, cancel: context.RequestAborted);
        Write(context, "token-made", person, note);
        Once.Leave(context, "token", token);
        return FormAnswer.Done("/account");
    }

    public static async Task<FormAnswer> RevokeTokenAsync(HttpContext context, IFormCollection form)
    {
        if (!await Tokens.RevokeAsync(context, context.Caller().Id, form["token"].ToString()))
            return Refusal.Of(Problems.NoSuchToken);
        return Done(context, "token-revoked");
    }

    public static async Task<FormAnswer> SecondStepOnAsync(HttpContext context, IFormCollection form)
    {
        var (_, time) = Parts(context);
        if (await FindAsync(context) is not { } account)
            return Refusal.Of(Problems.NotOnFile);
        // A page that stood open for too long shows another secret.
        var texts = context.RequestServices.GetRequiredService<SealedText>();
        if (texts.Open(SecretOf(account.Person), form["secret"].ToString()) is not { } secret)
            return Refusal.Input("code", "wrong-code");
        if (await ConfirmedAsync(context, account, "current", form) is { } wrong)
            return wrong;
        if (SecondStep.StepOf(secret, SecondStep.Plain(form["code"].ToString()), time.GetUtcNow()) is not { } step)
            return Refusal.Input("code", "wrong-code");
        return await SetAsync(context, account, secret, step, "second-step-on");
    }

    public static async Task<FormAnswer> NewRecoveryCodesAsync(HttpContext context, IFormCollection form)
    {
        if (await FindAsync(context) is not { TotpSecret: { } secret } account)
            return Refusal.Of(Problems.NotOnFile);
        if (await ConfirmedAsync(context, account, "current", form) is { } wrong)
            return wrong;
        return await SetAsync(context, account, secret, null, "recovery-codes-made");
    }

    static async Task<FormAnswer> SetAsync(HttpContext context, Account account, string secret, long? step, string what)
    {
        var codes = SecondStep.NewRecoveryCodes();
        await AccountStore.SetSecondStepAsync(
            Parts(context).Database, account.Person, secret, step, codes, SessionOf(context), context.RequestAborted);
        Write(context, what, account.Person);
        Once.Leave(context, "codes", string.Join(' ', codes));
        return FormAnswer.Done("/account/second-step");
    }

    public static async Task<FormAnswer> SecondStepOffAsync(HttpContext context, IFormCollection form)
    {
        if (await FindAsync(context) is not { } account)
            return Refusal.Of(Problems.NotOnFile);
        if (await ConfirmedAsync(context, account, "off-current", form) is { } wrong)
            return wrong;
        await AccountStore.SetSecondStepAsync(
            Parts(context).Database, account.Person, null, null, [], SessionOf(context), context.RequestAborted);
        Write(context, "second-step-off", account.Person);
        return Done(context, "second-step-off");
    }

    public static async Task<FormAnswer> UnlinkIdentityAsync(HttpContext context, IFormCollection form)
    {
        var (database, _) = Parts(context);
        if (await FindAsync(context) is not { } account)
            return Refusal.Of(Problems.NotOnFile);
        await AccountStore.SetIdentityAsync(database, account.Person, null, SessionOf(context), context.RequestAborted);
        Write(context, "identity-unlinked", account.Person);
        return Done(context, "identity-unlinked");
    }

    static FormAnswer Done(HttpContext context, string what)
    {
        Once.Leave(context, what);
        return FormAnswer.Done("/account");
    }

    static Refusal? ChosenFault(IFormCollection form, Caller person)
    {
        var chosen = form["new"].ToString();
        if (Passwords.FaultOf(chosen, person) is { } fault)
            return Refusal.Input("new", fault);
        return form["again"].ToString() == chosen ? null : Refusal.Input("again", "not-the-same");
    }

    static Task<Refusal?> ConfirmedAsync(HttpContext context, Account account, string field, IFormCollection form) =>
        context.RequestServices.GetRequiredService<SignIn>().ConfirmAsync(context, account, field, form[field].ToString());

    static Task<Account?> FindAsync(HttpContext context) =>
        AccountStore.FindAsync(Parts(context).Database, context.Caller().Id, context.RequestAborted);

    static string? SessionOf(HttpContext context) => context.Features.Get<Session>()?.Hash;

    static void Write(HttpContext context, string what, string person, string? detail = null) =>
        context.RequestServices.GetRequiredService<SecurityLog>().Write(context, what, person, detail);

    static (Database Database, TimeProvider Time) Parts(HttpContext context) =>
        (context.RequestServices.GetRequiredService<Database>(), context.RequestServices.GetRequiredService<TimeProvider>());
}
