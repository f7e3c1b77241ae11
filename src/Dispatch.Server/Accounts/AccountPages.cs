using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Server.Demo;
using Dispatch.Server.Pages;
using Dispatch.Storage;

namespace Dispatch.Server.Accounts;

/// <summary>Signing in and out, one's own account, and the accounts that somebody looks after.</summary>
static class AccountPages
{
    /// <param name="anybody">Pages that anybody may read.</param>
    /// <param name="signedIn">Pages for those who are signed in.</param>
    public static void MapAccountPages(this IEndpointRouteBuilder anybody, IEndpointRouteBuilder signedIn)
    {
        anybody.MapPage<SignInPage>("/sign-in", ("demo", EnterDemoAsync), ("password", SignInAsync));
        anybody.MapPage<CodePage>(SignIn.CodePage, ("code", SendCodeAsync));
        anybody.MapPage<SignInPage>("/sign-out", ("sign-out", SignOutAsync));
        anybody.MapPage<SignInPage>("/language", ("language", ChooseLanguageAsync));
        anybody.MapPage<WelcomePage>("/welcome/{secret}", ("choose", OwnAccount.BeginAsync)).AddEndpointFilter(OnlyInvitedAsync);

        signedIn.MapPage<AccountPage>("/account",
            ("password", OwnAccount.ChangePasswordAsync),
            ("end", OwnAccount.EndSessionAsync),
            ("end-others", OwnAccount.EndOtherSessionsAsync),
            ("token", OwnAccount.MakeTokenAsync),
            ("revoke", OwnAccount.RevokeTokenAsync),
            ("unlink", OwnAccount.UnlinkIdentityAsync));
        signedIn.MapPage<SecondStepPage>("/account/second-step",
            ("on", OwnAccount.SecondStepOnAsync),
            ("codes", OwnAccount.NewRecoveryCodesAsync),
            ("off", OwnAccount.SecondStepOffAsync));

        signedIn.MapPage<AccountsPage>("/accounts").AddEndpointFilter(OnlyManagersAsync).LogSecurity("people-read");
        signedIn.MapPage<AccountDetailPage>("/accounts/{person}",
            ("invite", OtherAccount.InviteAsync),
            ("lock", OtherAccount.LockAsync),
            ("unlock", OtherAccount.UnlockAsync),
            ("end", OtherAccount.EndSessionAsync),
            ("end-all", OtherAccount.EndSessionsAsync),
            ("revoke", OtherAccount.RevokeTokenAsync)).AddEndpointFilter(OnlyManagedAsync);
    }

    /// <summary>Comes in as one of the demo's people, at this machine only; while the demo is off there are none.</summary>
    static async Task<FormAnswer> EnterDemoAsync(HttpContext context, IFormCollection form)
    {
        var demo = context.RequestServices.GetRequiredService<DemoSetup>();
        if (demo.CallersFor(context).GetValueOrDefault(form["person"].ToString()) is not { } caller)
            return Refusal.Of(demo.Callers.Count > 0 && !DemoAccess.IsOpenTo(context) ? Problems.DemoElsewhere : Problems.Forbidden);
        await SessionCookies.SignInAsync(context, caller.Id);
        context.RequestServices.GetRequiredService<SecurityLog>().Write(context, "signed-in", caller.Id, "demo");
        return FormAnswer.Done(PageForms.LocalOr(form["then"], "/"));
    }

    static Task<FormAnswer> SignInAsync(HttpContext context, IFormCollection form) =>
        context.RequestServices.GetRequiredService<SignIn>().ByPasswordAsync(
            context, form["name"].ToString(), form["password"].ToString(), PageForms.LocalOr(form["then"], "/"));

    static Task<FormAnswer> SendCodeAsync(HttpContext context, IFormCollection form) =>
        context.RequestServices.GetRequiredService<SignIn>().ByCodeAsync(
            context, form["code"].ToString(), PageForms.LocalOr(form["then"], "/"));

    static async Task<FormAnswer> SignOutAsync(HttpContext context, IFormCollection form)
    {
        if (context.Features.Get<Session>() is { } session)
            context.RequestServices.GetRequiredService<SecurityLog>().Write(context, "signed-out", session.Person);
        await SessionCookies.SignOutAsync(context);
        return FormAnswer.Done("/sign-in");
    }

    static Task<FormAnswer> ChooseLanguageAsync(HttpContext context, IFormCollection form)
    {
        context.Response.Cookies.Append(Viewer.LanguageCookie, form["language"] == "en" ? "en" : "zh", new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromDays(365),
        });
        return Task.FromResult(FormAnswer.Done(PageForms.LocalOr(form["then"], "/")));
    }

    /// <summary>A link that is not good any more, or never was, says so whoever opens it.</summary>
    static async ValueTask<object?> OnlyInvitedAsync(EndpointFilterInvocationContext filter, EndpointFilterDelegate next)
    {
        var (context, services) = (filter.HttpContext, filter.HttpContext.RequestServices);
        var (database, time) = (services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>());
        var secret = context.Request.RouteValues["secret"]?.ToString() ?? "";
        if (await InvitationStore.FindAsync(database, secret, time.GetUtcNow(), context.RequestAborted) is { } id
            && await PersonList.FindAsync(database, id, context.RequestAborted) is { } person)
        {
            context.Features.Set(new Invited(person));
            return await next(filter);
        }

        return await PageForms.InsteadAsync<SpentLinkPage>(context, StatusCodes.Status404NotFound);
    }

    static async ValueTask<object?> OnlyManagersAsync(EndpointFilterInvocationContext filter, EndpointFilterDelegate next)
    {
        if (filter.HttpContext.Caller().ManagesAccounts())
            return await next(filter);
        return await PageForms.InsteadAsync<ForbiddenPage>(filter.HttpContext, StatusCodes.Status403Forbidden);
    }

    /// <summary>Somebody whose account the caller does not look after is not to be found.</summary>
    static async ValueTask<object?> OnlyManagedAsync(EndpointFilterInvocationContext filter, EndpointFilterDelegate next)
    {
        var (context, services) = (filter.HttpContext, filter.HttpContext.RequestServices);
        var (database, time) = (services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>());
        var person = context.Request.RouteValues["person"]?.ToString() ?? "";
        if (await AccountList.FindAsync(database, context.Caller(), person, time.GetUtcNow(), context.RequestAborted) is { } state)
        {
            context.Features.Set(state);
            return await next(filter);
        }

        return await PageForms.InsteadAsync<NotFoundPage>(context, StatusCodes.Status404NotFound);
    }
}

/// <summary>Whom the link of this request invites.</summary>
sealed record Invited(Caller Person);
