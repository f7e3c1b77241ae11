namespace Dispatch.Orders.Desk;

/// <summary>A request on its way through the desk.</summary>
sealed class Pending(StepRequest request)
{
    public StepRequest Request => request;

    public TaskCompletionSource<Answer> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was decided last and is being saved.</summary>
    public TakenStep? Decided { get; set; }

    /// <summary>What was decided and may have been saved although the database did not say so, even some time after it went silent.</summary>
    public IReadOnlyList<TakenStep> Doubtful { get; set; } = [];

    /// <summary>The answer once what the batch decided is saved.</summary>
    public Answer? Answer { get; set; }
}
