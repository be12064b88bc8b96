using System.Buffers;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Sessions;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>
/// IN and OUT of one token. <c>SAY text</c> on IN is echoed on OUT; <c>QUIT</c> ends both; <c>CRASH</c> is a fault of ours; any other word,
/// a half line or a long one, silence, and a link that is gone end both with a line that says so on IN.
/// </summary>
internal sealed class LineSession(LineServer server, string token)
    : Session(server.Reactors.OwnerOf(FirstLine.HashOf(token)), timers: 2)
{
    private const int JoinTimer = 0, IdleTimer = 1;

    private LineLink? _in;
    private LineLink? _out;
    private bool _isOutThere;
    private string? _farewell;

    /// <summary>Takes a link in; gives why not.</summary>
    public string? Join(LineLink link, FirstLine first)
    {
        if ((first.IsIn ? _in : _out) is not null)
        {
            return "the token is taken";
        }

        Process(() =>
        {
            Add(link);
            server.Trace.Joined(link);
            if (first.IsIn)
            {
                _in = link;
            }
            else
            {
                OutIsThere(link);
                link.Respond();
                server.Trace.Answered(link);
            }

            if (first.Name is { } name && _out is null)
            {
                _out = new LineLink(server, Reactor) { Token = token };
                Add(_out);
                LineLink opened = _out;
                Reactor.Post(() => _ = server.EstablishAsync(opened, name));
            }

            SetTimer(_in is not null && _isOutThere ? IdleTimer : JoinTimer);
        });
        return null;
    }

    public override bool IsParked(Link link) => link == _in && !_isOutThere;

    protected override bool Take(Link from, ref ReadOnlySequence<byte> bytes, bool isEnd)
    {
        bool isMoving = false;
        while (_farewell is null && Line.TryRead(ref bytes, out string line))
        {
            isMoving |= Take(from, line);
        }

        if (_farewell is null && (isEnd ? bytes.Length > 0 : bytes.Length > server.Options.MaxLine))
        {
            _farewell = isEnd ? "ERR half a line" : "ERR a line is too long";
        }

        return isMoving;
    }

    protected override void OnWritten(Link link, ArraySegment<byte> bytes) => ((LineLink)link).Return(bytes);

    protected override void OnLinkEnded(Link link, LinkEnd end)
    {
        ((LineLink)link).Reason = end.Detail;
        _farewell ??= link == _in ? "BYE" : "ERR OUT is gone";
    }

    protected override bool OnEstablished(Link link)
    {
        if (!IsOver)
        {
            OutIsThere((LineLink)link);
            server.Trace.Joined((LineLink)link);
            SetTimer(IdleTimer);
        }

        return !IsOver;
    }

    protected override void OnNotEstablished(Link link, Exception why) => _farewell ??= $"ERR {why.Message}";

    protected override void OnElapsed(int timer)
    {
        server.Trace.Elapsed(token, timer == JoinTimer ? "Join" : "Idle");
        _farewell ??= timer == JoinTimer ? "ERR half a session" : "ERR silence";
    }

    protected override void OnBudgetExceeded(Link fullest) => Process(() => _farewell ??= "ERR too much waits");

    protected override Link? NextHop(Link from) => from == _in && _isOutThere ? _out : null;

    protected override void OnFault(Exception fault)
    {
        server.Faults.Add(fault);
        if (!IsOver)
        {
            EndAll(LinkEnding.Abort);
        }
    }

    protected override void CarryOut()
    {
        if (_farewell is not null && !IsOver)
        {
            Say(_in, _farewell);
            EndAll(LinkEnding.Finish);
        }
    }

    private bool Take(Link from, string line)
    {
        if (from != _in || !_isOutThere)
        {
            _farewell = "ERR nothing is said on OUT";
            return false;
        }

        server.Trace.Received(_in!, line);
        switch (line.Split(' ', 2))
        {
            case ["SAY", var text]:
                Say(_out, text);
                SetTimer(IdleTimer);
                return true;
            case ["QUIT"]:
                _farewell = "BYE";
                return false;
            case ["CRASH"]:
                throw new InvalidCastException("a fault in the protocol");
            default:
                _farewell = "ERR an unknown word";
                return false;
        }
    }

    private void Say(LineLink? on, string line)
    {
        if (on is not null)
        {
            on.Outbox.Add(line);
            server.Trace.Sent(on, line);
        }
    }

    private void OutIsThere(LineLink link) => (_out, _isOutThere) = (link, true);

    private void SetTimer(int timer)
    {
        CancelTimer(JoinTimer);
        SetTimer(timer, timer == JoinTimer ? server.Options.JoinTimeout : server.Options.IdleTimeout, server.LinkOptions.Timers);
    }

    /// <summary>The row goes in the same turn.</summary>
    private void EndAll(LinkEnding how)
    {
        foreach (Link link in Links.ToArray())
        {
            link.End(how);
        }

        End();
        server.Table.Remove(token, this);
        server.Trace.Closed(token, _farewell ?? "a fault of ours");
    }
}
