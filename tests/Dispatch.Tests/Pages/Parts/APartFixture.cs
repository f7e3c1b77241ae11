using Bunit;
using Dispatch.Accounts;
using Dispatch.Calendars;
using Dispatch.Server.Live;
using Dispatch.Server.Orders;
using Dispatch.Server.Pages;
using Dispatch.Tests.Support;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Pages.Parts;

/// <summary>A part of a page alone, as it is written for a reader on a real database, without a server or a browser.</summary>
abstract class APartFixture
{
    BunitContext context = null!;

    protected FakeTimeProvider Time { get; private set; } = null!;

    protected Office Office { get; private set; } = null!;

    [SetUp]
    public async Task Begins()
    {
        Time = new FakeTimeProvider(Situations.Monday);
        Office = await Office.OpenAsync("sqlite", Time);
        context = new BunitContext();
    }

    [TearDown]
    public async Task Ends()
    {
        await context.DisposeAsync();
        await Office.DisposeAsync();
    }

    /// <summary>From now on parts are written for this reader, at this moment.</summary>
    protected async Task<Viewer> ReadsAsync(Caller caller, string language = "zh-CN")
    {
        await context.DisposeAsync();
        context = new BunitContext();
        DefaultHttpContext request = new();
        request.Request.Headers.AcceptLanguage = language;
        request.Request.Path = "/work";
        request.Features.Set(caller);
        Viewer viewer = new(new TheRequest { HttpContext = request }, Office.Alliances, new LiveSteps(), Time);
        await viewer.ReadAsync();

        context.Services.AddSingleton<AntiforgeryStateProvider, NoToken>();
        context.Services.AddSingleton(viewer).AddSingleton<TimeProvider>(Time);
        context.Services.AddSingleton(Office.Database).AddSingleton(Office.Alliances).AddSingleton(Office.Workflows);
        context.Services.AddSingleton<KeptCalendars>().AddSingleton<OrderReader>().AddSingleton<OrderSheets>();
        return viewer;
    }

    protected IRenderedComponent<T> Part<T>(Action<ComponentParameterCollectionBuilder<T>> given)
        where T : PagePart => context.Render(given);

    /// <summary>The framework's own forgets it where the test goes on.</summary>
    sealed class TheRequest : IHttpContextAccessor
    {
        public HttpContext? HttpContext { get; set; }
    }

    /// <summary>A form that is not sent needs none.</summary>
    sealed class NoToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
