using System.CommandLine;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>An option that takes the URL of an RPC over HTTP proxy, and may be given more than once; their order is kept.</summary>
internal sealed class UrlListOption : Option<Uri[]>
{
    public UrlListOption(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "URL";
        CustomParser = result =>
            [.. result.Tokens.Select(token => UrlOption.Parse(result, token.Value, UrlOption.FaultOfRpcProxy)).OfType<Uri>()];
    }
}
