using System.Diagnostics;

namespace Dispatch.Orders.Desk;

/// <summary>A request on its way through the desk.</summary>
/// <param name="untilSaved">Its sender waits however long the database is away.</param>
sealed class Pending(StepRequest request, bool untilSaved = false)
{
    public StepRequest Request => request;

    public bool UntilSaved => untilSaved;

    /// <summary>See <see cref="StepRequest.Digest"/>; only a request with a key needs it.</summary>
    public string Content => content ??= request.Digest();

    string? content;

    /// <summary>Where the trace is that brings the step, as in W3C Trace Context; null where nobody records it.</summary>
    public string? Trace { get; } = Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>For a filing: the id of the new order, the same however often the filing is tried.</summary>
    public Guid? FiledId { get; set; }

    /// <summary>The answer that the caller waits for.</summary>
    public TaskCompletionSource<Decision<Answer>> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was decided last; null until a batch has decided it.</summary>
    public Decision<Answer>? Decided { get; set; }

    /// <summary>The step that was decided last and is being saved; null where nothing is.</summary>
    public TakenStep? Saving { get; set; }

    /// <summary>Steps that may have been saved although the database did not say so, even some time after it went silent.</summary>
    public IReadOnlyList<TakenStep> Doubtful { get; set; } = [];

    public void Answer(Decision<Answer> answer)
    {
        if (answer.Refusal is { } refusal)
            DeskMeter.CountRefused(refusal.Code);
        else if (Saving is not null || Doubtful.Count > 0)
            DeskMeter.CountTaken(request.Step.Name);
        Answered.TrySetResult(answer);
    }
}
