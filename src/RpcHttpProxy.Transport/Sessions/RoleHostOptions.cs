using System.Net;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>How a role's sessions run.</summary>
public sealed record RoleHostOptions
{
    /// <summary>Name of this process in traces and logs.</summary>
    public string Node { get; init; } = Environment.MachineName;

    /// <summary>The longest PDU taken, in bytes. A frag_length can't be larger than 65 535.</summary>
    public int MaxPduLength { get; init; } = ushort.MaxValue;

    /// <summary>Bytes held for one direction of a connection before its reader pauses: at least <see cref="WaitingBytesFor"/>.</summary>
    public int MaxWaitingBytes { get; init; } = WaitingBytesFor(65_536);

    /// <summary>Whose the virtual connections are, where roles of this process share that knowledge; null where each keeps its own.</summary>
    public ConnectionOwners? Owners { get; init; }

    /// <summary>The bytes that may wait in all, where roles of this process share a bound; null for none.</summary>
    public BufferBudget? Budget { get; init; }

    /// <summary>Virtual connections that may be on their way to the state opened, in this role; 0 for any number.</summary>
    public int MaxHalfOpen { get; init; }

    /// <summary>Those of one principal, and of one client's address; 0 for any number.</summary>
    public int MaxHalfOpenPerClient { get; init; }

    /// <summary>What an address counts as for a client's share of <see cref="MaxHalfOpen"/> and <see cref="Budget"/>; null where it doesn't count.</summary>
    public Func<IPAddress, string?> ClientOf { get; init; } = static address => address.ToString();

    /// <summary>How long a new channel may take to its first whole PDU.</summary>
    public TimeSpan FirstPduTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long establishing a TCP connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an ended channel may take to write its last bytes and see its peer's FIN.</summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The receive window, and 64 KiB more for peers that overrun it (impacket, Samba and Wine do): a reader that paused before the window is
    /// full wouldn't see the RTS PDUs behind it, and an acknowledgment among them may be what the window waits for.
    /// </summary>
    public static int WaitingBytesFor(uint receiveWindowSize) => (int)receiveWindowSize + 65_536;

    /// <summary>Who owns the connections, where roles of this process share their reactors; null where the role has its own.</summary>
    public ReactorSet? Reactors { get; init; }
}
