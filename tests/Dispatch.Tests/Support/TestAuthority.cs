using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dispatch.Tests.Support;

/// <summary>An authority with one certificate, for this machine and for dispatch.example.cn; all of it in PEM files of a folder.</summary>
sealed class TestAuthority : IDisposable
{
    static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    readonly X509Certificate2 itself;

    TestAuthority(string folder, X509Certificate2 itself) => (Folder, this.itself) = (folder, itself);

    /// <summary>With ca.pem, server.pem and server.key.</summary>
    public string Folder { get; }

    public string File => Path.Combine(Folder, "ca.pem");
    public string Certificate => Path.Combine(Folder, "server.pem");
    public string Key => Path.Combine(Folder, "server.key");

    /// <param name="folder">Made where it is not there; the caller removes it.</param>
    public static TestAuthority Make(string folder)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Authority of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var signing = request.CreateSelfSigned(from, to);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest server = new("CN=127.0.0.1", serverKey, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("dispatch.example.cn");
        server.CertificateExtensions.Add(names.Build());
        server.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication, ClientAuthentication], critical: false));
        server.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(signing, true, false));
        using var certificate = server.Create(signing, from, to, RandomNumberGenerator.GetBytes(8));

        Directory.CreateDirectory(folder);
        TestAuthority made = new(folder, X509CertificateLoader.LoadCertificate(signing.Export(X509ContentType.Cert)));
        System.IO.File.WriteAllText(made.File, signing.ExportCertificatePem());
        System.IO.File.WriteAllText(made.Certificate, certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(made.Key, serverKey.ExportPkcs8PrivateKeyPem());
        return made;
    }

    /// <summary>A client that believes this authority and no other.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { itself },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    });

    public void Dispose() => itself.Dispose();
}
