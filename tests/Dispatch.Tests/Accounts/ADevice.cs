using Dispatch.Server.Accounts;

namespace Dispatch.Tests.Accounts;

public sealed class ADevice
{
    [TestCase(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        "Windows 电脑 · Edge", "Edge on Windows")]
    [TestCase(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.60",
        "iPhone · 微信", "WeChat on iPhone")]
    [TestCase(
        "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) AppleWebKit/537.36 Chrome/114.0 HuaweiBrowser/15.0 Mobile Safari/537.36",
        "鸿蒙 · 华为浏览器", "Huawei Browser on HarmonyOS")]
    [TestCase("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Linux 电脑 · Firefox", "Firefox on Linux")]
    [TestCase("curl/8.5.0", "未知设备", "Unknown device")]
    [TestCase("", "未知设备", "Unknown device")]
    public void Is_said_in_words(string told, string chinese, string english)
    {
        Assert.That(DeviceText.Of(told, chinese: true), Is.EqualTo(chinese));
        Assert.That(DeviceText.Of(told, chinese: false), Is.EqualTo(english));
    }
}
