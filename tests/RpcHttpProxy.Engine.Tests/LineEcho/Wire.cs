using System.IO.Pipelines;
using System.Text;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>A wire within the process, in both directions, and the peer at its far end, which a test moves by hand.</summary>
internal sealed class Wire
{
    private readonly Pipe _there;
    private readonly Pipe _back;
    private readonly StringBuilder _received = new();
    private Task _sending = Task.CompletedTask;

    /// <param name="room">Bytes that a direction holds before its sender waits.</param>
    /// <param name="scheduler">Where whoever waited goes on: inline, it is all one thread's doing.</param>
    public Wire(int room = 65_536, PipeScheduler? scheduler = null)
    {
        scheduler ??= PipeScheduler.Inline;
        var options = new PipeOptions(null, scheduler, scheduler, room, room / 2, useSynchronizationContext: false);
        (_there, _back) = (new Pipe(options), new Pipe(options));
    }

    /// <summary>The near end's input.</summary>
    public PipeReader Input => _there.Reader;

    /// <summary>The near end's output.</summary>
    public PipeWriter Output => _back.Writer;

    /// <summary>Completes when the peer is gone; faults when it went without a word.</summary>
    public TaskCompletionSource Gone { get; } = new();

    /// <summary>True while what was sent isn't read, so that the peer had better wait.</summary>
    public bool IsHeldBack => !_sending.IsCompleted;

    /// <summary>True once the near end has sent FIN.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>True once the near end has reset the wire.</summary>
    public bool IsReset { get; private set; }

    /// <summary>The peer sends.</summary>
    public void Send(string text)
    {
        _there.Writer.Write(text);
        _sending = _there.Writer.FlushAsync().AsTask();
    }

    /// <summary>The peer sends and waits until it may send more.</summary>
    public Task SendAsync(string text)
    {
        Send(text);
        return _sending;
    }

    /// <summary>The peer sends its last bytes and FIN behind them, all at once.</summary>
    public void SendLast(string text)
    {
        _there.Writer.Write(text);
        Finish();
    }

    /// <summary>The peer sends FIN.</summary>
    public void Finish() => _there.Writer.Complete();

    /// <summary>The peer sends FIN, and is gone.</summary>
    public void Leave()
    {
        Finish();
        Gone.TrySetResult();
    }

    /// <summary>The peer's bytes end with an exception.</summary>
    public void Break(Exception why) => _there.Writer.Complete(why);

    /// <summary>What the near end has sent so far.</summary>
    public string Received()
    {
        try
        {
            while (!IsFinished && _back.Reader.TryRead(out ReadResult result))
            {
                Take(result);
            }
        }
        catch (IOException)
        {
            IsReset = true;
        }

        return _received.ToString();
    }

    /// <summary>All that the near end sends until its FIN.</summary>
    public async Task<string> ReceivedToEndAsync()
    {
        while (!IsFinished)
        {
            Take(await _back.Reader.ReadAsync());
        }

        return _received.ToString();
    }

    private void Take(ReadResult result)
    {
        _received.Append(Encoding.ASCII.GetString(result.Buffer));
        IsFinished = result.IsCompleted;
        _back.Reader.AdvanceTo(result.Buffer.End);
    }
}
