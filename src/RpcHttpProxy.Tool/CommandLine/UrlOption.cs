using System.CommandLine;
using System.CommandLine.Parsing;
using RpcHttpProxy.Client;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>An option that takes an http URL.</summary>
internal sealed class UrlOption : Option<Uri>
{
    private UrlOption(string name, string description, Func<Uri, string?> faultOf)
        : base(name)
    {
        Description = description;
        HelpName = "URL";
        CustomParser = result => Parse(result, result.Tokens[^1].Value, faultOf);
    }

    /// <summary>The URL of an RPC over HTTP proxy.</summary>
    public static UrlOption OfRpcProxy(string name, string description) => new(name, description, FaultOfRpcProxy);

    /// <summary>What is wrong with the URL of an RPC over HTTP proxy; null when nothing is.</summary>
    public static string? FaultOfRpcProxy(Uri url) => ProxyUrl.TryCreate(url, out _, out string? fault) ? null : fault;

    /// <summary>The URL of an ordinary HTTP proxy.</summary>
    public static UrlOption OfHttpProxy(string name, string description) =>
        new(name, description, url => url.Scheme == Uri.UriSchemeHttp ? null : $"{url} is no http:// URL.");

    /// <summary>The URL of an admin listener.</summary>
    public static UrlOption OfAdmin(string name, string description) =>
        new(name, description, url => url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/" ? null : $"{url} is no http://HOST:PORT.");

    /// <summary>Reads one URL; what is wrong with it becomes the argument's error.</summary>
    public static Uri? Parse(ArgumentResult result, string text, Func<Uri, string?> faultOf)
    {
        string? fault = Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? faultOf(url)
            : $"\"{text}\" is no URL; http://HOST:PORT or https://HOST:PORT is expected.";
        if (fault is not null)
        {
            result.AddError(fault);
        }

        return url;
    }
}
