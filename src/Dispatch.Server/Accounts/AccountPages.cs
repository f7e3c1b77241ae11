using Dispatch.Orders;
using Dispatch.Server.Demo;
using Dispatch.Server.Pages;

namespace Dispatch.Server.Accounts;

/// <summary>Signing in and out.</summary>
static class AccountPages
{
    /// <param name="anybody">Pages that anybody may read.</param>
    /// <param name="signedIn">Pages for those who are signed in.</param>
    public static void MapAccountPages(this IEndpointRouteBuilder anybody, IEndpointRouteBuilder signedIn)
    {
        anybody.MapPage<SignInPage>("/sign-in", ("demo", EnterDemoAsync));
        anybody.MapPage<SignInPage>("/sign-out", ("sign-out", SignOutAsync));
        anybody.MapPage<SignInPage>("/language", ("language", ChooseLanguageAsync));
    }

    /// <summary>Comes in as one of the demo's people; while the demo is off there are none.</summary>
    static async Task<FormAnswer> EnterDemoAsync(HttpContext context, IFormCollection form)
    {
        var demo = context.RequestServices.GetRequiredService<DemoSetup>();
        if (demo.Callers.GetValueOrDefault(form["person"].ToString()) is not { } caller)
            return Refusal.Of(Problems.Forbidden);
        await SessionCookies.SignInAsync(context, caller.Id);
        return FormAnswer.Done(PageForms.LocalOr(form["then"], "/"));
    }

    static async Task<FormAnswer> SignOutAsync(HttpContext context, IFormCollection form)
    {
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
}
