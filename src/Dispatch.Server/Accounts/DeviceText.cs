namespace Dispatch.Server.Accounts;

/// <summary>A browser in words that its owner recognises.</summary>
static class DeviceText
{
    // The first that fits: most browsers also say that they are another one.
    static readonly (string Sign, string Zh, string En)[] Browsers =
    [
        ("MicroMessenger/", "微信", "WeChat"), ("DingTalk/", "钉钉", "DingTalk"), ("QQBrowser/", "QQ 浏览器", "QQ Browser"),
        ("HuaweiBrowser/", "华为浏览器", "Huawei Browser"), ("MiuiBrowser/", "小米浏览器", "Mi Browser"), ("UCBrowser/", "UC 浏览器", "UC Browser"),
        ("Edg", "Edge", "Edge"), ("OPR/", "Opera", "Opera"), ("Firefox/", "Firefox", "Firefox"), ("FxiOS/", "Firefox", "Firefox"),
        ("CriOS/", "Chrome", "Chrome"), ("Chrome/", "Chrome", "Chrome"), ("Safari/", "Safari", "Safari"),
    ];

    static readonly (string Sign, string Zh, string En)[] Systems =
    [
        ("iPhone", "iPhone", "iPhone"), ("iPad", "iPad", "iPad"), ("HarmonyOS", "鸿蒙", "HarmonyOS"), ("OpenHarmony", "鸿蒙", "HarmonyOS"),
        ("Android", "安卓手机", "Android"), ("Windows", "Windows 电脑", "Windows"), ("Macintosh", "Mac 电脑", "Mac"),
        ("CrOS", "Chromebook", "Chromebook"), ("Linux", "Linux 电脑", "Linux"),
    ];

    /// <param name="told">What the browser says of itself.</param>
    public static string Of(string told, bool chinese)
    {
        var (browser, system) = (Find(Browsers), Find(Systems));
        return (browser, system) switch
        {
            (null, null) => chinese ? "未知设备" : "Unknown device",
            (null, _) => system!,
            (_, null) => browser,
            _ => chinese ? $"{system} · {browser}" : $"{browser} on {system}",
        };

        string? Find((string Sign, string Zh, string En)[] known) =>
            known.FirstOrDefault(entry => told.Contains(entry.Sign, StringComparison.Ordinal)) is { Sign: not null } found
                ? chinese ? found.Zh : found.En
                : null;
    }
}
