using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dispatch.Language;
using Dispatch.Storage;
using RabbitMQ.Client;

namespace Dispatch.Server.Messaging;

/// <summary>
/// The address of a broker, <c>amqp://</c> or <c>amqps://</c>, with RabbitMQ's own words for TLS as its query: <c>cacertfile</c>,
/// <c>certfile</c>, <c>keyfile</c> and <c>server_name_indication</c>.
/// </summary>
/// <remarks>The broker's certificate is verified in any case; without <c>cacertfile</c> by the authorities of the machine.</remarks>
sealed class RabbitAddress
{
    const string Setting = "ConnectionStrings__RabbitMq";

    static readonly string[] Words = ["cacertfile", "certfile", "keyfile", "server_name_indication"];

    /// <summary>RFC 5280: the certificate may stand for a server.</summary>
    static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    readonly X509Certificate2Collection? authorities;

    /// <exception cref="UserErrorException">It cannot be read, or a certificate that it names cannot be used.</exception>
    public RabbitAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
            throw new UserErrorException($"{Setting} must be an amqp:// or amqps:// address.");
        var query = Query(uri);
        Uri = new Uri(text.Split('?')[0]);
        if (uri.Scheme == "amqp")
        {
            if (query.Count > 0)
                throw new UserErrorException($"{Setting}: '{query.Keys.First()}' is of TLS, and needs an amqps:// address.");
            return;
        }

        if (query.GetValueOrDefault("cacertfile") is { } file)
            authorities = CertificateFiles.Authorities(file, $"{Setting}, cacertfile");
        Tls = new SslOption(query.GetValueOrDefault("server_name_indication") ?? uri.IdnHost, enabled: true)
        {
            CertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors),
        };
        if (query.GetValueOrDefault("certfile") is { } own)
        {
            var key = query.GetValueOrDefault("keyfile") ?? throw new UserErrorException($"{Setting}: 'certfile' needs a 'keyfile'.");
            Tls.Certs = [CertificateFiles.WithKey(own, key, password: null, $"{Setting}, certfile")];
        }
    }

    /// <summary>Without its query.</summary>
    public Uri Uri { get; }

    /// <summary>Null where the connection is in clear.</summary>
    public SslOption? Tls { get; }

    /// <summary>Why the broker was not trusted when it was last connected to; null where it was.</summary>
    public string? Distrust { get; private set; }

    static Dictionary<string, string> Query(Uri uri)
    {
        Dictionary<string, string> query = [];
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (word, value) = pair.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (pair, "");
            if (!Words.Contains(word) || value.Length == 0 || !query.TryAdd(word, value))
            {
                throw new UserErrorException(
                    $"{Setting}: '{word}' cannot be read; known are {string.Join(", ", Words)}, each once and with a value.");
            }
        }

        return query;
    }

    bool IsTrusted(X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors)
    {
        Distrust = presented is not X509Certificate2 certificate ? "it shows no certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"its certificate is not for {Tls!.ServerName}"
            : authorities is null ? (errors == SslPolicyErrors.None ? null : Of(chain!))
            : Faults(certificate, chain!);
        return Distrust is null;
    }

    /// <summary>Of a chain that ends with one of our authorities; those of the machine do not count beside them.</summary>
    string? Faults(X509Certificate2 certificate, X509Chain sent)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(certificate) ? null : Of(chain);
    }

    static string Of(X509Chain chain) =>
        $"its certificate is of no authority that is trusted here ({string.Join(", ", chain.ChainStatus.Select(status => status.Status))})";
}
