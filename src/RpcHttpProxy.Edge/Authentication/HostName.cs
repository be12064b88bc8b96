using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// The field Host of a request to an address that only this machine reaches. A web page whose name is made to lead there (DNS rebinding) has the
/// browser of somebody here ask under that name.
/// </summary>
internal static class HostName
{
    /// <summary>
    /// Whether it may be this machine's own: an IP address, <c>localhost</c> or a name below it, or a name of one label, which nobody can register; or
    /// none.
    /// </summary>
    public static bool IsLocal(string? host)
    {
        if (string.IsNullOrEmpty(host))
        {
            return true;
        }

        string name = WithoutPort(host).TrimEnd('.');
        return !name.Contains('.', StringComparison.Ordinal)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork);
    }

    /* An IPv6 address is in brackets, and has dots only where it ends as IPv4 is written. */
    private static string WithoutPort(string host) =>
        host.StartsWith('[') ? "" : host.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? host[..colon] : host;
}
