using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dispatch.Language;

namespace Dispatch.Storage;

/// <summary>Certificates in files that settings name. One that cannot be used is told of at the start.</summary>
public static class CertificateFiles
{
    /// <summary>The authorities whose certificates are believed.</summary>
    /// <param name="setting">That names the file, for people.</param>
    /// <exception cref="UserErrorException">The file cannot be read, or holds no certificate.</exception>
    public static X509Certificate2Collection Authorities(string path, string setting) => Read(path, setting, () =>
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(path);
        if (authorities.Count == 0)
            authorities.Add(X509CertificateLoader.LoadCertificateFromFile(path));
        return authorities;
    });

    /// <summary>A certificate of ours, with its key.</summary>
    /// <param name="keyPath">The PEM file of the key; null where both are in one file of PKCS #12.</param>
    /// <param name="password">Of the key; null where it has none.</param>
    /// <param name="setting">That names the file, for people.</param>
    /// <exception cref="UserErrorException">A file cannot be read, or the key is another's.</exception>
    public static X509Certificate2 WithKey(string path, string? keyPath, string? password, string setting) =>
        Read(path, setting, () => keyPath switch
        {
            null => X509CertificateLoader.LoadPkcs12FromFile(path, password),
            _ when password is null => X509Certificate2.CreateFromPemFile(path, keyPath),
            _ => X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath),
        });

    static T Read<T>(string path, string setting, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException($"{setting}: the certificate in {path} cannot be used. {error.Message}", error);
        }
    }
}
