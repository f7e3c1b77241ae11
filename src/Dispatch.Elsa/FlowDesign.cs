using Dispatch.Language;
using Elsa;
using Elsa.Extensions;
using Elsa.Workflows.Activities.Flowchart.Extensions;
using Elsa.Workflows.Features;
using Elsa.Workflows.Management.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using File = Dispatch.Workflows.Workflow;

namespace Dispatch.OnElsa;

/// <summary>Elsa's own API, by which an Elsa Studio at the same machine opens workflows and saves drawings.</summary>
/// <remarks>It lets everybody in who comes from this machine, so it is a process of its own and never part of a server.</remarks>
public static class FlowDesign
{
    /// <summary>Serves until what it returns is disposed of. What is published in the Studio is saved beside the workflow's file.</summary>
    /// <param name="workflows">Each with its file.</param>
    /// <param name="address">Where; one that only this machine reaches.</param>
    public static async Task<IAsyncDisposable> StartAsync(
        IReadOnlyList<(string File, File Workflow)> workflows, string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var here) || here is not { Scheme: "http", IsLoopback: true })
            throw new UserErrorException($"Flows are drawn at this machine only, as at http://127.0.0.1:5090, not at {address}.");
        EndpointSecurityOptions.DisableSecurity();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // A name that .NET takes for this machine might mean every network to the server.
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(here.Port));
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddCors().AddRouting().AddAuthorization().AddSingleton(new DrawnFiles(workflows));
        builder.Services.AddElsa(elsa => elsa
            .UseJavaScript(ElsaEngine.Limit)
            .UseWorkflowsApi()
            .Configure<FlowchartFeature>(flowchart => flowchart.UseTokenBasedExecution()));
        builder.Services.AddWorkflowsProvider<FlowsForAStudio>().AddNotificationHandler<FlowsForAStudio>();
        // What a drawing may not have is not to be chosen either.
        builder.Services.PostConfigure<ManagementOptions>(options => options.ActivityTypes = [.. ElsaEngine.Activities]);
        var app = builder.Build();
        app.Use(OnlyFromHereAsync);
        app.UseCors(policy => policy.SetIsOriginAllowed(IsHere).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("*"));
        app.UseRouting();
        app.UseAuthorization();
        app.UseWorkflowsApi();
        app.UseJsonSerializationErrorHandler();
        await app.StartAsync(cancel);
        return app;
    }

    /// <summary>A page of another site could let its own name point here, or send what it likes to an address of this machine.</summary>
    static Task OnlyFromHereAsync(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin;
        if (IsHere($"http://{context.Request.Host}") && (origin.Count == 0 || origin.All(IsHere)))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("Flows are drawn at this machine only.\n");
    }

    static bool IsHere(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback;
}
