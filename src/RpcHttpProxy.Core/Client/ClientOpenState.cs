namespace RpcHttpProxy.Core.Client;

/// <summary>The states of figures 22 and 24, and two of ours.</summary>
internal enum ClientOpenState
{
    /// <summary>Ours: the initial dot of figure 24; nothing was sent yet.</summary>
    Start,

    /// <summary>IN and OUT channel request, CONN/A1 and CONN/B1 go out; the OUT channel response is awaited.</summary>
    OUT_Channel_Wait,

    /// <summary>200 has come; CONN/A3 is awaited.</summary>
    Wait_A3W,

    /// <summary>CONN/A3 has come; CONN/C2 is awaited.</summary>
    Wait_C2,

    /// <summary>RPC PDUs flow.</summary>
    Opened,

    /// <summary>The end ("stop execution on the state machine", 3.2.2.5.11).</summary>
    Finished,
}
