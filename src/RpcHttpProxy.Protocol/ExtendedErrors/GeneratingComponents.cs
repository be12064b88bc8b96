using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>
/// Components and protocol layers that generate error records ([MS-EERR] 1.3.1). 0 to 255 are Microsoft's; their names are those of
/// Microsoft's page "Understanding Extended Error Information".
/// </summary>
public static class GeneratingComponents
{
    /// <summary>An RPC over HTTP proxy, as <see cref="ConnectFailed"/> has it ([MS-EERR] 2.2.3).</summary>
    public const uint RpcOverHttpProxy = 14;

    /// <summary>
    /// With <see cref="RpcOverHttpProxy"/> the one well-known detection location ([MS-EERR] 2.2.3): a proxy tried to connect to an RPC over
    /// HTTP server and didn't succeed.
    /// </summary>
    public const ushort ConnectFailed = 0x5A0;

    /// <summary>Ours: "RPCH", above what is Microsoft's. Its detection locations are the numbers of our close reasons.</summary>
    public const uint Ours = 0x5250_4348;

    /// <summary>The component in a word or two; its number when it has no name here.</summary>
    public static string Name(uint component) => component switch
    {
        1 => "application",
        2 => "RPC runtime",
        3 => "security provider",
        4 => "NPFS",
        5 => "redirector",
        6 => "named pipes",
        7 => "I/O system",
        8 => "Winsock",
        9 => "authorization",
        10 => "LPC",
        RpcOverHttpProxy => "RPC over HTTP proxy",
        Ours => "RpcHttpProxy",
        _ => string.Create(CultureInfo.InvariantCulture, $"component {component}"),
    };
}
