namespace RpcHttpProxy.Core.Server;

/// <summary>The states of figure 29, box "Connection Open", and one of ours.</summary>
internal enum ServerOpenState
{
    /// <summary>A TCP connection has come, no PDU yet (3.2.5.5.1).</summary>
    Open_Start,

    /// <summary>CONN/B2 has come; CONN/A2 is awaited.</summary>
    A2W,

    /// <summary>CONN/A2 has come; CONN/B2 is awaited.</summary>
    B2W,

    /// <summary>Ours: both have come; the service behind the server is being connected before CONN/C1 and CONN/B3 go out.</summary>
    ServiceW,

    /// <summary>RPC PDUs flow.</summary>
    Opened,

    /// <summary>The end.</summary>
    Finished,
}
