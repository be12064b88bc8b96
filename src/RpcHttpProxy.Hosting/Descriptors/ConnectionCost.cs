namespace RpcHttpProxy.Hosting.Descriptors;

/// <summary>The descriptors that one virtual connection takes in this process.</summary>
/// <param name="Accepted">Connections that come: its channels.</param>
/// <param name="Opened">Connections that are made for it, to servers.</param>
internal readonly record struct ConnectionCost(int Accepted, int Opened)
{
    public int Total => Accepted + Opened;
}
