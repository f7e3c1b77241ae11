using Dispatch.Language;
using Dispatch.Orders;
using Microsoft.AspNetCore.Components;

namespace Dispatch.Server.Pages;

/// <summary>A page or a part of one: it knows its reader, and says everything in their language.</summary>
public abstract class PagePart : ComponentBase
{
    [Inject]
    public required Viewer Viewer { get; set; }

    protected string Say(string zh, string en) => Viewer.Say(zh, en);

    protected string Say(Words words) => Viewer.Say(words);

    /// <summary>What a step, a desk or a part is called.</summary>
    protected string Term(string? word) => word is null ? "" : Viewer.Say(Terms.Of(word));

    /// <summary>The sentence for a refusal.</summary>
    protected string Sentence(Refusal refusal) => Problems.Sentence(refusal, Viewer.Chinese);
}
