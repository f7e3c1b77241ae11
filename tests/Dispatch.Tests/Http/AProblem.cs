using Dispatch.Orders;
using Dispatch.Server;
using Microsoft.AspNetCore.Http;

namespace Dispatch.Tests.Http;

/// <summary>Including those that cannot be provoked from outside.</summary>
public sealed class AProblem
{
    [TestCase(Refusal.NoSuchOrder, 404)]
    [TestCase(Refusal.NoSuchAlliance, 404)]
    [TestCase(Refusal.NoSuchWorkflow, 404)]
    [TestCase(Refusal.NoSuchStep, 404)]
    [TestCase(Refusal.WrongDesk, 403)]
    [TestCase(Refusal.WrongStage, 409)]
    [TestCase(Refusal.StaleVersion, 412)]
    [TestCase(Refusal.UsedUp, 409)]
    [TestCase(Refusal.TooLate, 409)]
    [TestCase(Refusal.BadInput, 422)]
    [TestCase(Refusal.KeyUsed, 422)]
    [TestCase(Refusal.NotYourPart, 409)]
    [TestCase(Refusal.AlreadyClaimed, 409)]
    [TestCase(Refusal.Full, 409)]
    [TestCase(Refusal.NobodyClaimed, 409)]
    [TestCase(Refusal.SupportOpen, 409)]
    [TestCase(Refusal.CannotMergeInto, 409)]
    [TestCase(Refusal.Suspended, 409)]
    [TestCase(Refusal.NotSuspended, 409)]
    [TestCase(Refusal.AskedAlready, 409)]
    [TestCase(Refusal.NothingAsked, 409)]
    [TestCase(Refusal.Overdue, 409)]
    [TestCase(Refusal.Settled, 409)]
    [TestCase(Refusal.NotBeforeTheMeeting, 409)]
    [TestCase(Refusal.NotDue, 409)]
    [TestCase(Refusal.NothingToRecall, 409)]
    [TestCase(Refusal.ActedOn, 409)]
    [TestCase(Refusal.NobodysDuty, 409)]
    [TestCase(Refusal.Unsettled, 409)]
    [TestCase(Refusal.Ended, 409)]
    [TestCase(Refusal.HeldByThoseWhoLeave, 409)]
    [TestCase(Refusal.NoSuchEntry, 404)]
    [TestCase(Refusal.ChangedMeanwhile, 412)]
    [TestCase(Refusal.ForAdministrators, 403)]
    [TestCase(Refusal.LastOfItsKind, 409)]
    [TestCase(Refusal.OnesOwnPlace, 409)]
    [TestCase(Refusal.LastOfTheSecretariat, 409)]
    [TestCase(Refusal.InTheRoster, 409)]
    [TestCase(Refusal.PeopleActForIt, 409)]
    [TestCase(Refusal.FaultyRows, 422)]
    [TestCase(Refusal.MissingColumns, 422)]
    [TestCase(Refusal.NoSuchCalendar, 404)]
    [TestCase(Refusal.FaultyFile, 422)]
    [TestCase(Refusal.SharedCalendar, 403)]
    [TestCase(Refusal.NoSuchTurn, 409)]
    [TestCase(Refusal.TurnsOverlap, 409)]
    [TestCase(Refusal.TurnOfTheRotation, 409)]
    [TestCase(Refusal.LaterVersion, 503)]
    [TestCase(Refusal.Forgotten, 409)]
    [TestCase(Refusal.NotSaved, 503)]
    [TestCase(Refusal.Failed, 500)]
    [TestCase(Refusal.UnknownCaller, 401)]
    [TestCase(Refusal.Unreadable, 400)]
    [TestCase(Refusal.TooMany, 429)]
    [TestCase(Problems.DatabaseAway, 503)]
    [TestCase(Problems.WrongHost, 400)]
    [TestCase(Problems.WrongContentEncoding, 415)]
    [TestCase(Problems.DemoElsewhere, 403)]
    [TestCase(Problems.Forbidden, 403)]
    public async Task A_problem_has_the_status_of_its_code(string code, int status)
    {
        DefaultHttpContext context = new();

        await Problems.Of(code).ExecuteAsync(context);

        Assert.That(context.Response.StatusCode, Is.EqualTo(status));
        Assert.That(context.Response.ContentType, Does.StartWith(Problem.ContentType));
        Assert.That(context.Response.Headers.RetryAfter.ToString(), Is.EqualTo(status == 503 ? "2" : ""));
    }

    [Test]
    public void Every_refusal_of_the_engine_has_a_tested_status()
    {
        var tested = typeof(AProblem).GetMethod(nameof(A_problem_has_the_status_of_its_code))!
            .GetCustomAttributes(typeof(TestCaseAttribute), false).Cast<TestCaseAttribute>().Select(test => (string)test.Arguments[0]!);
        var known = typeof(Refusal).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

        Assert.That(tested, Is.SupersetOf(known));
    }
}
