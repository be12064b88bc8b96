using System.Net;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>Which addresses count as one client. A trusted front end's doesn't, nor does loopback unless the operator says so: many clients may have it.</summary>
internal sealed class CountedAddresses(TrustedProxies trusted, bool countsLoopback)
{
    /// <summary>What an address counts as (<see cref="AddressKey"/>); null where it counts as no client.</summary>
    public IPAddress? KeyOf(IPAddress? address) =>
        address is null || trusted.Contains(address) || (!countsLoopback && IPAddress.IsLoopback(address)) ? null : AddressKey.Of(address);
}
