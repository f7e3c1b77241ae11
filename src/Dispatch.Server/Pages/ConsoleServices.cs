using System.Text.Encodings.Web;
using System.Text.Unicode;
using Dispatch.Orders.Desk;
using Dispatch.Server.Accounts;
using Dispatch.Server.Calendars;
using Dispatch.Server.Handovers;
using Dispatch.Server.House;
using Dispatch.Server.Live;
using Dispatch.Server.Orders;
using Dispatch.Server.Registers;
using Dispatch.Server.Reports;
using Dispatch.Server.Rosters;
using Dispatch.Server.Workflows;
using Dispatch.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Dispatch.Server.Pages;

/// <summary>The pages that people work in: their services, and their routes.</summary>
public static class ConsoleServices
{
    /// <summary>Registers what pages need besides the engine and the API.</summary>
    public static void AddConsole(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddScoped<Viewer>();
        services.AddScoped<OrderSheets>();
        services.AddSingleton<SealedText>().AddSingleton<KnownBrowsers>().AddSingleton<SignIn>();
        services.AddHostedService<AccountWorker>();
        services.AddSingleton<LiveSteps>().AddHostedService<ChairWorker>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, SessionCookies>(SessionCookies.Name, null);
        services.AddIdentitySignIn(configuration);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true; // the content policy says it
        });

        // All servers share the keys, so that a form may be sent to another server than it came from.
        services.AddDataProtection().SetApplicationName("dispatch");
        services.AddSingleton<IXmlRepository, ProtectionKeyStore>();
        services.AddOptions<KeyManagementOptions>().Configure<IXmlRepository>((options, keys) => options.XmlRepository = keys);

        // Chinese is written as it is and not as numbers.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
    }

    public static void MapConsole(this WebApplication app)
    {
        var steps = app.Services.GetRequiredService<LiveSteps>();
        app.Services.GetRequiredService<OrderDesk>().Saved += saved => steps.Tell(LiveStep.Of(saved));

        app.MapStaticFiles();
        var anybody = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        var signedIn = app.MapGroup("").ExcludeFromDescription()
            .RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = SessionCookies.Name });

        anybody.MapGet("/", HomeAsync);
        anybody.MapAccountPages(signedIn);
        anybody.MapIdentitySignIn(signedIn, app.Services.GetRequiredService<IdentityProvider>());
        signedIn.MapOrderPages();
        var acting = signedIn.MapGroup("").ForThoseWhoAct();
        acting.MapReportPages();
        acting.MapRegisterPages();
        acting.MapWorkflowPages();
        acting.MapHousePages();
        acting.MapHandoverPages();
        acting.MapRosterPages();
        acting.MapCalendarPages();
        signedIn.MapLive();
    }

    static async Task<IResult> HomeAsync(HttpContext context, Viewer viewer)
    {
        await viewer.ReadAsync();
        return viewer.Caller is { } caller
            ? Results.Redirect(Navigation.For(caller).First().Address)
            : PageForms.Render<SignInPage>(context);
    }

    /// <summary>The keys of data protection, in our database.</summary>
    sealed class ProtectionKeyStore(Database database, TimeProvider time) : IXmlRepository
    {
        public IReadOnlyCollection<System.Xml.Linq.XElement> GetAllElements() =>
            [.. ProtectionKeys.All(database).Select(System.Xml.Linq.XElement.Parse)];

        public void StoreElement(System.Xml.Linq.XElement element, string friendlyName) =>
            ProtectionKeys.Add(database, friendlyName, element.ToString(), time.GetUtcNow());
    }
}
