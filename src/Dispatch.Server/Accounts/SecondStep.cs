using System.Security.Cryptography;
using OtpNet;
using QRCoder;

namespace Dispatch.Server.Accounts;

/// <summary>Codes of an authenticator app (RFC 6238): six digits, another one every 30 seconds.</summary>
static class SecondStep
{
    const int SecretBytes = 20;
    const int RecoveryCodes = 10;
    const int RecoveryGroups = 4;

    /// <returns>In Base32, as apps take it.</returns>
    public static string NewSecret() => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The time step that a code belongs to, now or up to 30 seconds before or after; null where the code is wrong.</summary>
    public static long? StepOf(string secret, string code, DateTimeOffset now) =>
        code.Length == 6
        && new Totp(Base32Encoding.ToBytes(secret)).VerifyTotp(now.UtcDateTime, code, out var step, new VerificationWindow(1, 1))
            ? step
            : null;

    /// <summary>The code of an instant, as the app shows it.</summary>
    public static string CodeAt(string secret, DateTimeOffset at) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(at.UtcDateTime);

    /// <summary>A picture of the secret for the app's camera: SVG without style, script or address.</summary>
    public static string Picture(string secret, string person)
    {
        using QRCodeGenerator generator = new();
        OtpUri address = new(OtpType.Totp, secret, person, "Dispatch");
        using var data = generator.CreateQrCode(address.ToString(), QRCodeGenerator.ECCLevel.M);
        using SvgQRCode picture = new(data);
        return picture.GetGraphic(4, "#000", "#fff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    /// <summary>Codes that are good once each, for whoever has lost the phone: 80 random bits, which no hash gives away.</summary>
    public static IReadOnlyList<string> NewRecoveryCodes() =>
    [
        .. Enumerable.Range(0, RecoveryCodes).Select(_ => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(10))),
    ];

    /// <summary>A code in groups of four, as people read and type it.</summary>
    public static string Grouped(string code) =>
        string.Join('-', Enumerable.Range(0, RecoveryGroups).Select(group => code.Substring(group * 4, 4)));

    /// <summary>A code however it was typed: with spaces or hyphens, in small or full-width letters.</summary>
    public static string Plain(string typed) =>
        string.Concat(Typing.Plain(typed).Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
