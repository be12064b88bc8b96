namespace RpcHttpProxy.Transport.Sockets;

/// <summary>Looks at what each connection of a listener asks for first, before Kestrel does.</summary>
public interface IFirstRequests
{
    /// <summary>
    /// True when the connection is carried or closed from here on; false when it is Kestrel's, with all that was not consumed. Called in a turn
    /// of the connection's reactor, where it has one.
    /// </summary>
    /// <param name="connection">Nothing was read from it yet.</param>
    /// <param name="unbound">Cancelled when the listener stops.</param>
    ValueTask<bool> TryTakeAsync(PlainConnection connection, CancellationToken unbound);
}
