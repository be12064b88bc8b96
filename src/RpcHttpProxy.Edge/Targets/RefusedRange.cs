using System.Net;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>Addresses that are refused unless the operator names them.</summary>
/// <param name="Network">The addresses.</param>
/// <param name="Name">What they are, in a word or two.</param>
internal sealed record RefusedRange(IPNetwork Network, string Name)
{
    public RefusedRange(string network, string name)
        : this(IPNetwork.Parse(network), name)
    {
    }

    /// <summary>Bits of an address that tell that it is one of these: more than the network's when it stands within another address.</summary>
    public int PrefixLength { get; init; } = Network.PrefixLength;

    /// <summary>Whether whoever writes <paramref name="network"/> means these addresses rather than any: it is no wider.</summary>
    public bool IsMeantBy(IPNetwork network) => network.PrefixLength >= PrefixLength;
}
