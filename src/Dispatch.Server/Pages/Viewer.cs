using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Server.Accounts;
using Dispatch.Server.Live;
using Microsoft.AspNetCore.Authentication;

namespace Dispatch.Server.Pages;

/// <summary>Who reads a page, and in which language; one for each request.</summary>
public sealed class Viewer(IHttpContextAccessor accessor, AllianceDirectory alliances, LiveSteps steps, TimeProvider time)
{
    /// <summary>Name of the cookie that remembers the language.</summary>
    public const string LanguageCookie = "language";

    public HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");

    /// <summary>Null on the pages that anybody may read.</summary>
    public Caller? Caller { get; private set; }

    /// <summary>
    /// The caller's alliance; for an administrator of all, the one that the address names, or the first. Null without any.
    /// </summary>
    public Alliance? Alliance { get; private set; }

    public bool Chinese { get; private set; } = true;

    /// <summary>The instant of the request: everything on a page is of one moment.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>How far steps had been told at that instant: the open page listens from there on.</summary>
    public string LivePosition { get; private set; } = "";

    /// <summary>The address of this page, as forms are sent to it and links come back to it.</summary>
    public string Here => $"{Context.Request.Path.ToUriComponent()}{Context.Request.QueryString.ToUriComponent()}";

    /// <summary>What a form of this page was refused for; null where none was sent.</summary>
    public FormFault? Fault { get; set; }

    /// <summary>The form that was sent from this page and not carried out: refused, or not confirmed yet. Null where none was.</summary>
    public IFormCollection? Sent { get; set; }

    /// <summary>Says times as people do, in the alliance's zone.</summary>
    public TimeText Times => times ??= new TimeText(Alliance?.Zone ?? NodaTime.DateTimeZone.Utc, Now, Chinese);

    TimeText? times;

    public async Task ReadAsync()
    {
        LivePosition = steps.Position;
        Now = time.GetUtcNow();
        Chinese = Context.Request.Cookies[LanguageCookie] switch
        {
            "en" => false,
            "zh" => true,
            _ => Problems.WantsChinese(Context.Request),
        };
        // A page that anybody may read asks nobody to sign in, and still knows whoever has.
        if (Context.Features.Get<Caller>() is null)
            await RecogniseAsync();
        if (Context.Features.Get<Caller>() is not { } caller)
            return;

        var code = caller.Alliance ?? Context.Request.Query["alliance"].ToString();
        Alliance = code.Length > 0 && caller.BelongsTo(code) ? await alliances.FindAsync(code, Context.RequestAborted) : null;
        if (Alliance is null && caller.IsAdmin)
            Alliance = await alliances.AllAsync(Context.RequestAborted) is [var first, ..] ? first : null;
        Caller = Alliance is null ? caller : caller.At(Now, Alliance);
    }

    // Forms of such a page are bound to whoever has signed in, as those of all pages are.
    async Task RecogniseAsync()
    {
        if (await Context.AuthenticateAsync(SessionCookies.Name) is { Succeeded: true, Principal: { } known })
            Context.User = known;
    }

    public string Say(string zh, string en) => Chinese ? zh : en;

    public string Say(Words words) => Chinese ? words.Zh : words.En;
}
