using Dispatch.Accounts;

namespace Dispatch.Tests.Accounts;

public sealed class SomeAttempts
{
    static readonly DateTimeOffset Now = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    [TestCase(0, 0)]
    [TestCase(4, 0)]
    [TestCase(5, 1)]
    [TestCase(6, 2)]
    [TestCase(8, 8)]
    [TestCase(9, 15)]
    [TestCase(2000, 15)]
    public void Wait_longer_after_each_and_never_for_long(int failures, int minutes) =>
        Assert.That(new Attempts(failures, Now).WaitAt(Now, free: 5), Is.EqualTo(TimeSpan.FromMinutes(minutes)));

    [Test]
    public void Wait_from_the_last_of_them() =>
        Assert.That(new Attempts(5, Now).WaitAt(Now.AddSeconds(40), free: 5), Is.EqualTo(TimeSpan.FromSeconds(20)));

    [Test]
    public void Wait_no_more_when_the_time_is_over() =>
        Assert.That(new Attempts(5, Now).WaitAt(Now.AddMinutes(1), free: 5), Is.EqualTo(TimeSpan.Zero));

    [Test]
    public void Are_forgotten_after_an_hour()
    {
        Assert.That(Attempts.OneMore(new Attempts(7, Now), Now + Attempts.Remembered).Failures, Is.EqualTo(8));
        Assert.That(Attempts.OneMore(new Attempts(7, Now), Now + Attempts.Remembered + TimeSpan.FromSeconds(1)).Failures, Is.EqualTo(1));
    }
}
