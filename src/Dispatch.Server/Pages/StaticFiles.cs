using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Dispatch.Server.Pages;

/// <summary>
/// Style sheets, scripts and pictures: part of the program, and named after their content so that browsers keep them for good.
/// </summary>
public static partial class StaticFiles
{
    const string Folder = "pages/";

    static readonly FrozenDictionary<string, StaticFile> ByName = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => StaticFile.Read(name[Folder.Length..], name))
        .ToFrozenDictionary(file => file.Name);

    /// <summary>Of all files.</summary>
    public static IEnumerable<string> Addresses => ByName.Values.Select(file => file.Address);

    /// <summary>The address of a file of <c>Pages/Files</c>.</summary>
    public static string Address(string name) => ByName[name].Address;

    public static void MapStaticFiles(this IEndpointRouteBuilder app)
    {
        foreach (var file in ByName.Values)
            app.MapMethods(file.Address, ["GET", "HEAD"], file.SendAsync).DisableRateLimiting().AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>
    /// A style sheet without what only its authors read: comments, and blanks where none is needed. Between selectors blanks mean
    /// something, and no text in our sheets has a bracket or a semicolon in it.
    /// </summary>
    internal static string WithoutBlanks(string css) =>
        AroundSigns().Replace(Comment().Replace(css, ""), "$1$2").Replace(";}", "}", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*([{};])\s*|(?<=[{;]\s*[a-z-]+)(:) ")]
    private static partial Regex AroundSigns();

    sealed record StaticFile(string Name, string Address, string ContentType, byte[] Plain, byte[] Compressed)
    {
        public static StaticFile Read(string name, string resource)
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
            using MemoryStream plain = new();
            stream.CopyTo(plain);
            var bytes = Path.GetExtension(name) == ".css"
                ? Encoding.UTF8.GetBytes(WithoutBlanks(Encoding.UTF8.GetString(plain.ToArray())))
                : plain.ToArray();

            using MemoryStream compressed = new();
            using (BrotliStream brotli = new(compressed, CompressionLevel.SmallestSize))
                brotli.Write(bytes);

            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];
            var address = $"/assets/{Path.GetFileNameWithoutExtension(name)}.{hash}{Path.GetExtension(name)}";
            new FileExtensionContentTypeProvider().TryGetContentType(name, out var type);
            return new StaticFile(name, address, type ?? "application/octet-stream", bytes, compressed.ToArray());
        }

        public async Task SendAsync(HttpContext context)
        {
            var (request, response) = (context.Request, context.Response);
            var brotli = request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "br" && encoding.Quality is not 0);
            var body = brotli ? Compressed : Plain;
            response.ContentType = ContentType;
            response.ContentLength = body.Length;
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            if (brotli)
                response.Headers.ContentEncoding = "br";
            if (!HttpMethods.IsHead(request.Method))
                await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
