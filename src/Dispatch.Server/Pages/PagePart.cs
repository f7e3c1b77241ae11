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

    /// <summary>What a member is called; its code where the alliance does not know it any more.</summary>
    protected string MemberName(string code) =>
        Viewer.Alliance?.Members.GetValueOrDefault(code) is { } member ? Say(member.Name) : code;

    /// <summary>What a category is called; its code where the alliance does not know it any more.</summary>
    protected string CategoryName(string code) =>
        Viewer.Alliance?.Categories.GetValueOrDefault(code) is { } category ? Say(category) : code;

    /// <summary>The sentence for a refusal.</summary>
    protected string Sentence(Refusal refusal) => Problems.Sentence(refusal, Viewer.Chinese);
}
