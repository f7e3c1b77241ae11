namespace Dispatch.Orders.Desk;

/// <summary>The first answer to a request with a key, as it is kept.</summary>
/// <param name="Subject">What was asked, without the details: see <see cref="StepRequest.Subject"/>.</param>
/// <param name="Content">All that was asked: see <see cref="StepRequest.Digest"/>.</param>
/// <param name="OrderId">The order that was the answer; null when the request was refused.</param>
/// <param name="Sequence">The step that left the order as it was then.</param>
/// <param name="Existed">No step was taken: see <see cref="Answer.Existed"/>.</param>
sealed record Receipt(
    string Caller, string Key, string Subject, string Content, DateTimeOffset At,
    Guid? OrderId = null, int? Sequence = null, bool Existed = false, Refusal? Refusal = null);

/// <summary>The first answer to a request with a key, as it is given again.</summary>
/// <param name="Content">Null where an earlier version of the program kept it.</param>
sealed record FirstAnswer(string Subject, string? Content, Decision<Answer> Answer)
{
    /// <summary>Whether it answers a request with this digest too; otherwise the key was used for another one.</summary>
    public bool Answers(StepRequest request, string content) => Subject == request.Subject && (Content is null || Content == content);
}
