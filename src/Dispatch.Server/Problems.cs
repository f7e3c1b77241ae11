using Dispatch.Orders;
using Dispatch.Server.Pages;
using Dispatch.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Dispatch.Server;

/// <summary>Why a request was not done, as RFC 9457 has it.</summary>
/// <param name="Type"><c>urn:dispatch:problem:</c> and the code.</param>
/// <param name="Title">A sentence in the reader's language: Chinese unless they prefer English.</param>
/// <param name="Status">The status of the response.</param>
/// <param name="Code">Stable; programs may rely on it.</param>
/// <param name="Names">What the sentence refers to, for example the stage or the member.</param>
/// <param name="Errors">By field, where the input has faults.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Code, IReadOnlyList<string>? Names, IReadOnlyDictionary<string, FieldProblem>? Errors)
{
    public const string ContentType = "application/problem+json";
}

/// <param name="Code">Stable.</param>
/// <param name="Sentence">In the reader's language.</param>
public sealed record FieldProblem(string Code, string Sentence);

/// <summary>Answers a request with a problem.</summary>
public sealed class ProblemResult(Refusal refusal) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var chinese = Problems.WantsChinese(request);
        var problem = Problems.Of(refusal, chinese);

        response.StatusCode = problem.Status;
        response.Headers.ContentLanguage = chinese ? "zh-CN" : "en";
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = Problems.RetryAfterSeconds;
        else if (refusal is { Code: Refusal.TooMany, Names: [var seconds, ..] })
            response.Headers.RetryAfter = seconds;
        await response.WriteAsJsonAsync(problem, Wire.Options, Problem.ContentType, httpContext.RequestAborted);
    }
}

/// <summary>Every way in which a request can fail, with its status and its sentence.</summary>
public static class Problems
{
    public const string BadRequest = "bad-request";
    public const string MalformedJson = "malformed-json";
    public const string MalformedVersion = "malformed-if-match";
    public const string MalformedTag = "malformed-tag";
    public const string MalformedKey = "malformed-idempotency-key";
    public const string Forbidden = "forbidden";
    public const string NoSuchRoute = "no-such-route";
    public const string WrongMethod = "wrong-method";
    public const string WrongContentType = "wrong-content-type";
    public const string WrongContentEncoding = "wrong-content-encoding";
    public const string BodyTooLarge = "body-too-large";

    /// <summary>The request came under a name that the server is not called by.</summary>
    public const string WrongHost = "wrong-host";

    public const string DatabaseAway = "database-away";
    public const string NoSuchFeed = "no-such-feed";

    /// <summary>The caller is not in any alliance's file, so nothing can be stored for them: one of the demo's callers.</summary>
    public const string NotOnFile = "not-on-file";

    /// <summary>A word of the demo, from another machine, through a proxy or under another name.</summary>
    public const string DemoElsewhere = "demo-elsewhere";

    /// <summary>The name or the password; which of them is not said.</summary>
    public const string WrongSignIn = "wrong-sign-in";

    public const string WrongCode = "wrong-code";
    public const string TooManyAttempts = "too-many-attempts";
    public const string AccountLocked = "account-locked";
    public const string UnknownIdentity = "unknown-identity";
    public const string IdentityFailed = "identity-failed";
    public const string SignInOver = "sign-in-over";
    public const string LinkSpent = "link-spent";
    public const string NoSuchAccount = "no-such-account";
    public const string NoSuchSession = "no-such-session";
    public const string NoSuchToken = "no-such-token";
    public const string NoSuchHandover = "no-such-note";

    /// <summary>The roster names nobody to whom something could be handed over.</summary>
    public const string NoNextChair = "no-next-chair";

    internal const string RetryAfterSeconds = "2";

    public static ProblemResult Of(Refusal refusal) => new(refusal);

    public static ProblemResult Of(string code, params IReadOnlyList<string> names) => new(new Refusal(code, names));

    /// <summary>The code for a status that the framework answered without a body.</summary>
    static string OfStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Refusal.UnknownCaller,
        StatusCodes.Status403Forbidden => Forbidden,
        StatusCodes.Status404NotFound => NoSuchRoute,
        StatusCodes.Status405MethodNotAllowed => WrongMethod,
        StatusCodes.Status413PayloadTooLarge => BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => WrongContentType,
        >= 500 => Refusal.Failed,
        _ => BadRequest,
    };

    internal static Problem Of(Refusal refusal, bool chinese) => new(
        $"urn:dispatch:problem:{refusal.Code}",
        Sentence(refusal, chinese),
        StatusOf(refusal.Code),
        refusal.Code,
        refusal.Names.Count > 0 ? refusal.Names : null,
        refusal.Fields?.ToDictionary(field => field.Key, field => new FieldProblem(field.Value, FaultWording.Of(field.Value, chinese))));

    internal static int StatusOf(string code) => code switch
    {
        BadRequest or MalformedJson or MalformedVersion or MalformedTag or MalformedKey or Refusal.Unreadable or WrongHost =>
            StatusCodes.Status400BadRequest,
        Refusal.UnknownCaller => StatusCodes.Status401Unauthorized,
        Refusal.WrongDesk or Refusal.ForAdministrators or Forbidden or WrongSignIn or WrongCode or AccountLocked or SignInOver
            or UnknownIdentity or IdentityFailed or DemoElsewhere or Refusal.SharedCalendar => StatusCodes.Status403Forbidden,
        Refusal.NoSuchOrder or Refusal.NoSuchAlliance or Refusal.NoSuchEntry or Refusal.NoSuchWorkflow or Refusal.NoSuchStep or NoSuchRoute
            or NoSuchFeed or LinkSpent or NoSuchAccount or NoSuchSession or NoSuchToken or NoSuchHandover or Refusal.NoSuchCalendar =>
            StatusCodes.Status404NotFound,
        WrongMethod => StatusCodes.Status405MethodNotAllowed,
        Refusal.StaleVersion or Refusal.ChangedMeanwhile => StatusCodes.Status412PreconditionFailed,
        TooManyAttempts or Refusal.TooMany => StatusCodes.Status429TooManyRequests,
        BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        WrongContentType or WrongContentEncoding => StatusCodes.Status415UnsupportedMediaType,
        Refusal.BadInput or Refusal.KeyUsed or Refusal.FaultyRows or Refusal.MissingColumns or Refusal.FaultyFile =>
            StatusCodes.Status422UnprocessableEntity,
        Refusal.NotSaved or Refusal.LaterVersion or DatabaseAway => StatusCodes.Status503ServiceUnavailable,
        Refusal.Failed => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status409Conflict, // the step does not fit the state of the order
    };

    internal static string Sentence(Refusal refusal, bool chinese)
    {
        var (zh, en) = refusal.Code switch
        {
            BadRequest => ("请求有误，无法理解。", "The request cannot be understood."),
            MalformedJson when refusal.Names is [var twice, ..] => ($"请求内容中 {twice} 出现了两次。", $"The field {twice} is there twice."),
            MalformedJson => ("请求内容不是有效的 JSON（UTF-8）。", "The body is not valid JSON in UTF-8."),
            MalformedVersion => ("If-Match 须为一个版本号，如 \"3\"。", "If-Match must be one version, such as \"3\"."),
            MalformedTag => (
                "If-Match 须为一个标签，If-None-Match 只能是 *。", "If-Match must be one tag, and If-None-Match can only be *."),
            MalformedKey => ("Idempotency-Key 须为 1 到 200 个可见的 ASCII 字符。", "Idempotency-Key must have 1 to 200 visible ASCII characters."),
            Refusal.UnknownCaller => ("请出示有效的令牌（Authorization: Bearer …）。", "Show a valid token (Authorization: Bearer …)."),
            Forbidden => ("您无权这样做。", "You may not do this."),
            NoSuchRoute => ("没有这个地址。", "There is nothing at this address."),
            WrongMethod => ("此地址不接受这种请求方法。", "This address does not take this method."),
            WrongContentType => ("请求内容须为 application/json（UTF-8）。", "The body must be application/json in UTF-8."),
            WrongContentEncoding => (
                $"不支持 Content-Encoding {First(refusal)}；可用 gzip、br、deflate，或不压缩。",
                $"The Content-Encoding {First(refusal)} is not read; gzip, br and deflate are, and what is not compressed."),
            WrongHost => (
                $"本服务器不以 {First(refusal)} 为名，请用公布的网址访问。", $"This server is not called {First(refusal)}; use its public address."),
            BodyTooLarge =>
                ($"请求内容不得超过 {RequestBody.LargestKibibytes} KiB。", $"The body may have {RequestBody.LargestKibibytes} KiB at most."),
            DatabaseAway => ("系统暂时无法读写数据，请稍后再试。", "The data cannot be read or written just now; please try again."),
            NoSuchFeed => ("没有这个日历订阅。", "There is no such feed."),
            NotOnFile => (
                "联盟名册中没有此人（演示身份不在名册中），无法为其保存内容。",
                "No alliance's file names this caller, so nothing can be stored for them; the demo's callers are in no file."),
            DemoElsewhere => (
                "演示身份只能在本机直接使用（localhost 或 127.0.0.1），不能经代理或用别的域名。",
                "The demo's callers come in at this machine only, as localhost or 127.0.0.1: not through a proxy or by another name."),
            WrongSignIn => ("登录名或密码不对。", "The name or the password is wrong."),
            WrongCode => ("验证码不对，或已经用过。", "The code is wrong, or was used before."),
            TooManyAttempts => (
                $"尝试次数过多，请 {First(refusal)} 分钟后再试；着急可请秘书处或管理员重发登录链接。",
                $"Too many attempts: try again in {First(refusal)} min, or ask the secretariat or an administrator for a new link."),
            AccountLocked => ("账号已停用，请联系秘书处或管理员。", "The account is locked; ask the secretariat or an administrator."),
            UnknownIdentity => (
                "统一身份还没有绑定账号：请先用密码登录，在“我的账号”里绑定。",
                "No account is linked to this identity: sign in with your password first, and link it in your account."),
            IdentityFailed => ("统一身份登录没有成功，请重试，或用密码登录。", "Signing in by the provider failed; try again, or use your password."),
            SignInOver => ("登录超时，请重新输入登录名和密码。", "Signing in took too long; please begin again."),
            LinkSpent => (
                "链接无效：已经用过、已过一天，或已换成新的。请向发链接的人再要一个。",
                "This link is not good: it was used, is older than a day, or another one took its place. Ask for a new one."),
            NoSuchAccount => ("没有这个人的账号。", "There is no account of this person."),
            NoSuchSession => ("没有这个登录，可能已经结束。", "There is no such session; it may have ended."),
            NoSuchHandover => ("没有这条交接。", "There is no such note."),
            NoNextChair => (
                "轮值表上没有下一任主席，先请秘书处排好轮值。", "The roster names no next chair; let the secretariat fill it first."),
            NoSuchToken => ("没有这个令牌，可能已经作废。", "There is no such token; it may have been revoked."),
            _ => (null, null),
        };
        return (chinese ? zh : en) ?? Wording.Of(refusal, chinese);
    }

    static string First(Refusal refusal) => refusal.Names is [var first, ..] ? first : "";

    /// <summary>Whether the reader prefers Chinese to English; also when they want neither.</summary>
    internal static bool WantsChinese(HttpRequest request)
    {
        if (request.Headers.AcceptLanguage.Count == 0)
            return true;
        var preferred = request.GetTypedHeaders().AcceptLanguage
            .Where(language => language.Quality is not 0)
            .OrderByDescending(language => language.Quality ?? 1)
            .FirstOrDefault(language => Begins(language, "zh") || Begins(language, "en"));
        return preferred is null || Begins(preferred, "zh");

        static bool Begins(StringWithQualityHeaderValue language, string name) =>
            language.Value.StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Every failure answers as a problem: exceptions without their internals, and statuses that came without a body.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context =>
                AnswerAsync(context, CodeOf(context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error)),
            // A request that cannot be read is the sender's fault and not worth an error in the log.
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages(pages => AnswerAsync(pages.HttpContext, OfStatus(pages.HttpContext.Response.StatusCode)));
    }

    /// <summary>For people a page, for programs a problem.</summary>
    static Task AnswerAsync(HttpContext context, string code) => AnswerAsync(context, Refusal.Of(code));

    /// <inheritdoc cref="AnswerAsync(HttpContext, string)"/>
    internal static Task AnswerAsync(HttpContext context, Refusal refusal) => PageErrors.WantsPage(context.Request)
        ? PageErrors.AnswerAsync(context, refusal)
        : Of(refusal).ExecuteAsync(context);

    static string CodeOf(Exception error) => error switch
    {
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        LaterVersionException => Refusal.LaterVersion,
        _ when DatabaseFault.IsTransient(error) => DatabaseAway,
        _ => Refusal.Failed,
    };
}
