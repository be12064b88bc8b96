using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>
/// Tells the trace what links and sessions do, in this protocol's words: its token stands where RPC over HTTP has a cookie. When nobody
/// listens it costs a test of a flag.
/// </summary>
internal sealed class LineTrace(ITraceSink sink, TimeProvider time)
{
    public const string Server = "line-server";
    public const string Speaker = "speaker";
    public const string Listener = "listener";
    public const string Node = "echo";

    /// <summary>A session has its row.</summary>
    public void Opened(string token) => Write(TraceEventKind.Opened, token);

    /// <summary>A session has ended; its row is gone.</summary>
    public void Closed(string token, string why) => Write(TraceEventKind.Closed, token, reason: why);

    /// <summary>A link has become part of its session.</summary>
    public void Joined(LineLink link)
    {
        if (sink.IsEnabled)
        {
            sink.Write(Event(TraceEventKind.ChannelOpened, link.Token) with
            {
                Time = link.Since,
                Channel = NameOf(link),
                Peer = PeerOf(link),
                Detail = link.Carrier?.Peer,
            });
        }
    }

    /// <summary>Nothing of a link is left. One that named no session has no token, and neither name nor peer.</summary>
    public void Ended(LineLink link, string why)
    {
        if (sink.IsEnabled)
        {
            sink.Write(Event(TraceEventKind.ChannelClosed, link.Token) with { Channel = NameOf(link), Peer = PeerOf(link), Reason = why });
        }
    }

    /// <summary>A line came. What is said isn't told, as no payload is: only by which word.</summary>
    public void Received(LineLink from, string line) => Message(TraceEventKind.Received, from, line.Split(' ')[0], line);

    /// <summary>A line goes: <c>ECHO</c> on OUT, by its own word on IN.</summary>
    public void Sent(LineLink on, string line) => Message(TraceEventKind.Sent, on, on.IsIn ? line.Split(' ')[0] : "ECHO", line);

    /// <summary>OUT is answered, before anything is echoed on it.</summary>
    public void Answered(LineLink on) => Message(TraceEventKind.Sent, on, "OK", "OK");

    public void Elapsed(string token, string timer)
    {
        if (sink.IsEnabled)
        {
            sink.Write(Event(TraceEventKind.Timer, token) with { Trigger = timer });
        }
    }

    private void Message(TraceEventKind kind, LineLink link, string word, string line)
    {
        if (sink.IsEnabled)
        {
            sink.Write(Event(kind, link.Token) with
            {
                Channel = NameOf(link),
                Peer = PeerOf(link),
                Pdu = word,
                Length = line.Length + 1,
            });
        }
    }

    private void Write(TraceEventKind kind, string token, string? reason = null)
    {
        if (sink.IsEnabled)
        {
            sink.Write(Event(kind, token) with { Reason = reason });
        }
    }

    private TraceEvent Event(TraceEventKind kind, string token) => new()
    {
        Time = time.GetUtcNow(),
        Role = Server,
        Node = Node,
        Cookie = token,
        Kind = kind,
    };

    private static string? NameOf(LineLink link) => link.Token.Length == 0 ? null : link.IsIn ? "IN" : "OUT";

    private static string? PeerOf(LineLink link) => link.Token.Length == 0 ? null : link.IsIn ? Speaker : Listener;
}
