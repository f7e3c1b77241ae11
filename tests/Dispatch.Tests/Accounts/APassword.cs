using Dispatch.Accounts;
using Dispatch.Server.Accounts;

namespace Dispatch.Tests.Accounts;

public sealed class APassword
{
    static readonly Caller Wu = new("wu-jianfeng", "吴剑锋", "guohuo", [], "chengguan", null);

    [TestCase("九月的荔枝红得正好看")]
    [TestCase("correct horse battery")]
    [TestCase("K8#kd_2ms-Zq")]
    public void Is_taken(string password) => Assert.That(Passwords.FaultOf(password, Wu), Is.Null);

    [TestCase("", "shorter-than-10")]
    [TestCase("kd8#k2msz", "shorter-than-10")]
    [TestCase("aaaaaaaaaaaaaaaa", "too-simple")]
    [TestCase("1234567890", "too-simple")]
    [TestCase("0987654321", "too-simple")]
    [TestCase("qwertyuiop", "too-simple")]
    [TestCase("Password123", "too-simple")]
    [TestCase("wu-jianfeng1", "too-simple")]
    [TestCase("WU-JIANFENG2026", "too-simple")]
    [TestCase("吴剑锋吴剑锋吴剑锋吴剑锋", "too-simple")]
    [TestCase("dispatch2026", "too-simple")]
    public void Is_refused(string password, string fault) => Assert.That(Passwords.FaultOf(password, Wu), Is.EqualTo(fault));

    [Test]
    public void Is_refused_when_it_is_endless() =>
        Assert.That(Passwords.FaultOf(new string('字', 201), Wu), Is.EqualTo("longer-than-200"));

    [Test]
    public void Is_the_same_in_full_width_letters()
    {
        var hash = Passwords.Hash("ｋ８＃ｋｄ２ｍｓＺｑ");

        Assert.That(Passwords.Verify(hash, "k8#kd2msZq"), Is.True);
        Assert.That(Passwords.Verify(hash, "k8#kd2mszq"), Is.False);
    }

    [TestCase("")]
    [TestCase("anything at all")]
    [TestCase("\ud800")]
    public void Is_never_right_where_there_is_none(string password) => Assert.That(Passwords.Verify(null, password), Is.False);
}
