using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client;

// [rpch 2.1/3] the proxy's address names an HTTP server
/// <summary>Where an RPC over HTTP proxy listens: <c>http[s]://host[:port][/rpc/rpcproxy.dll]</c>.</summary>
public sealed record ProxyUrl
{
    private const string DefaultPath = "/rpc/rpcproxy.dll";

    private ProxyUrl(Uri url, string path) => (Url, Path) = (url, path);

    /// <summary>The host's name or address; IPv6 without brackets.</summary>
    public string Host => Url.IdnHost;

    /// <summary>The port; 80 when the URL has none, 443 for https (2.1.2.1).</summary>
    public int Port => Url.Port;

    /// <summary>One of the two paths of 2.2.2; <c>/rpc/rpcproxy.dll</c> when the URL has none.</summary>
    public string Path { get; }

    /// <summary>Value of the Host header field: the port only when it isn't the scheme's own.</summary>
    public string Authority => Url.Authority;

    /// <summary>Whether TLS carries the channels: https.</summary>
    public bool IsSecure => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether what goes there can be read on the way: no TLS, and not this machine.</summary>
    internal bool IsOverheard => !IsSecure && !Url.IsLoopback;

    private Uri Url { get; }

    /// <summary>Takes a URL apart. False, and why in a sentence, when it is none that a channel request can go to.</summary>
    public static bool TryCreate(Uri url, [NotNullWhen(true)] out ProxyUrl? proxy, [NotNullWhen(false)] out string? error)
    {
        proxy = null;
        error = FaultOf(url);
        if (error is null)
        {
            proxy = new ProxyUrl(url, url.AbsolutePath == "/" ? DefaultPath : url.AbsolutePath);
        }

        return error is null;
    }

    /// <summary>Takes a URL apart.</summary>
    /// <exception cref="ArgumentException">No channel request can go there; the message says why.</exception>
    public static ProxyUrl Create(Uri url) =>
        TryCreate(url, out ProxyUrl? proxy, out string? error) ? proxy : throw new ArgumentException(error, nameof(url));

    /// <summary>The URL of an echo request (2.1.2.1.5).</summary>
    public Uri ToUri() => new UriBuilder(Url) { Path = Path }.Uri;

    /// <inheritdoc/>
    public override string ToString() => $"{Url.Scheme}://{Authority}{Path}";

    private static string? FaultOf(Uri url)
    {
        if (!url.IsAbsoluteUri)
        {
            return $"{url} is no absolute URL; http://host:port is expected.";
        }

        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
        {
            return $"{url} is no http or https URL.";
        }

        if (url.Host.Length == 0)
        {
            return $"{url} names no host.";
        }

        if (url.UserInfo.Length > 0)
        {
            return "A proxy URL carries no user name or password.";
        }

        if (url.Fragment.Length > 0)
        {
            return $"{url}: a fragment means nothing to a proxy.";
        }

        if (url.AbsolutePath != "/" && !RpcRequestTarget.IsRpcPath(Uri.UnescapeDataString(url.AbsolutePath), out _))
        {
            return $"{url}: the path is neither /rpc/rpcproxy.dll nor /rpcwithcert/rpcproxy.dll.";
        }

        return null;
    }
}
