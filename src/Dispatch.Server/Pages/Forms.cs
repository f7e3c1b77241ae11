using Dispatch.Orders;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Pages;

/// <summary>What a form does when it is sent.</summary>
/// <returns>Where the browser goes next, or why nothing was done.</returns>
public delegate Task<FormAnswer> FormHandler(HttpContext context, IFormCollection form);

/// <summary>What became of a form: an address to go on with, or a refusal, or the page itself.</summary>
public sealed record FormAnswer(string? GoTo, Refusal? Refusal)
{
    public static FormAnswer Done(string goTo) => new(goTo, null);

    /// <summary>Nothing was changed: the page is shown with what came of it, or asks whether it is meant.</summary>
    public static FormAnswer Shown { get; } = new(null, null);

    public static implicit operator FormAnswer(Refusal refusal) => new(null, refusal);
}

/// <summary>A form that was refused, with all that was typed: the page shows it again as it was.</summary>
/// <param name="Form">Name of the form, as in its hidden field <see cref="PageForms.Name"/>.</param>
public sealed record FormFault(string Form, Refusal Refusal, IFormCollection Typed);

/// <summary>The pages and the forms on them.</summary>
/// <remarks>
/// A page answers GET at its address. Its forms are sent to the same address: one that succeeds answers with the address that follows
/// (POST, redirect, GET), one that is refused with the page itself, with the reason and what was typed.
/// </remarks>
public static class PageForms
{
    /// <summary>The hidden field that says which of the page's forms was sent.</summary>
    public const string Name = "form";

    /// <param name="route">Its values become the parameters of the component of the same name.</param>
    /// <param name="forms">By name; the forms that the page has.</param>
    public static RouteHandlerBuilder MapPage<TPage>(
        this IEndpointRouteBuilder app, string route, params (string Name, FormHandler Handler)[] forms) where TPage : IComponent
    {
        var handlers = forms.ToDictionary(form => form.Name, form => form.Handler);
        return app.MapMethods(route, forms.Length > 0 ? ["GET", "HEAD", "POST"] : ["GET", "HEAD"],
            async (HttpContext context, Viewer viewer, IAntiforgery antiforgery) =>
            {
                await viewer.ReadAsync();
                if (!HttpMethods.IsPost(context.Request.Method))
                    return Render<TPage>(context);
                if (await ReadAsync(context) is not { } form || !await antiforgery.IsRequestValidAsync(context))
                    return Render<ExpiredFormPage>(context, StatusCodes.Status400BadRequest);

                var name = form[Name].ToString();
                if (!handlers.TryGetValue(name, out var handler))
                    return Render<ExpiredFormPage>(context, StatusCodes.Status400BadRequest);

                var answer = await handler(context, form);
                if (answer.GoTo is { } next)
                    return new SeeOther(next);
                viewer.Sent = form;
                if (answer.Refusal is not { } refusal)
                    return Render<TPage>(context);
                viewer.Fault = new FormFault(name, refusal, form);
                return Render<TPage>(context, Problems.StatusOf(refusal.Code));
            });
    }

    /// <summary>The form that was sent; null where it cannot be read, such as no browser sends.</summary>
    static async Task<IFormCollection?> ReadAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        }
        catch (Exception error) when (error is InvalidDataException || RequestBody.IsMalformed(error))
        {
            return null;
        }
    }

    public static IResult Render<TPage>(HttpContext context, int status = StatusCodes.Status200OK) where TPage : IComponent
    {
        var values = context.Request.RouteValues.ToDictionary(value => value.Key, value => value.Value);
        return new RazorComponentResult<TPage>(values) { StatusCode = status, PreventStreamingRendering = true };
    }

    /// <summary>Another page in the place of the one that was asked for.</summary>
    public static async Task<IResult> InsteadAsync<TPage>(HttpContext context, int status) where TPage : IComponent
    {
        await context.RequestServices.GetRequiredService<Viewer>().ReadAsync();
        context.Request.RouteValues.Clear();
        return Render<TPage>(context, status);
    }

    /// <summary>An address on this server, from a field of a form; anything else would let a link lead people elsewhere.</summary>
    public static string LocalOr(string? address, string otherwise) =>
        address is ['/', not ('/' or '\\'), ..] or "/"
        && address.All(sign => sign is > ' ' and < '\x7f' and not '\\') ? address : otherwise;

    /// <summary>303: the browser asks for the next page with GET, whatever it sent before.</summary>
    sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
