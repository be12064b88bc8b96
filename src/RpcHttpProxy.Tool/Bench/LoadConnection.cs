using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Services;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>
/// The load's end of a virtual connection, as lean as can be: two sockets, the windows, no machine. Or, against a plain TCP server, the two
/// sockets alone. One sender and one receiver at a time; they may be at work at once.
/// </summary>
internal sealed class LoadConnection(LoadSocket inSocket, LoadSocket outSocket, bool isFlowControlled) : IDisposable
{
    /* Half of the largest window: what an acknowledgment admits goes in one system call. */
    private const int LargestSend = 131_072;

    private readonly PduBuffer _received = new(outSocket);
    private readonly SendWindow _window = new();
    private readonly ReceivingChannel _receiving = new();
    private readonly Lock _windowLock = new();
    private readonly SemaphoreSlim _sending = new(1, 1);

    // Sending goes on where the acknowledgment was read: a load that hops to the pool for each would measure itself.
    private readonly Channel<bool> _acknowledged = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1)
        {
            FullMode = BoundedChannelFullMode.DropWrite,
            SingleReader = true,
            SingleWriter = true,
            AllowSynchronousContinuations = true,
        });

    private LoadAcknowledgment? _acknowledgment;
    private bool _isAcknowledgmentDue;

    /// <summary>The virtual connection's cookie.</summary>
    public RtsCookie Cookie { get; } = RtsCookie.CreateRandom();

    /// <summary>The IN channel's cookie.</summary>
    public RtsCookie InCookie { get; } = RtsCookie.CreateRandom();

    /// <summary>The OUT channel's cookie.</summary>
    public RtsCookie OutCookie { get; } = RtsCookie.CreateRandom();

    /// <summary>Sends bytes on the IN connection that are no RPC PDUs.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await inSocket.SendAllAsync(bytes);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends whole RPC PDUs, as the peer's window admits them, as many at once as fit.</summary>
    public async ValueTask SendPdusAsync(ReadOnlyMemory<byte> pdus)
    {
        while (!pdus.IsEmpty)
        {
            int admitted = Admit(pdus.Span);
            if (admitted == 0)
            {
                if (!await _acknowledged.Reader.WaitToReadAsync())
                {
                    throw Ended();
                }

                _acknowledged.Reader.TryRead(out _);
                continue;
            }

            await SendAsync(pdus[..admitted]);
            pdus = pdus[admitted..];
        }
    }

    /// <summary>
    /// Waits for more on the OUT connection, and acknowledges first what was taken, where that is due. Throws at the end of the stream.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FillAsync()
    {
        if (_isAcknowledgmentDue)
        {
            _isAcknowledgmentDue = false;
            _acknowledgment ??= new LoadAcknowledgment(OutCookie); // Most connections that are only held or opened send none.
            await SendAsync(_acknowledgment.Render(_receiving.Acknowledge(OutCookie)));
        }

        if (!await _received.FillAsync())
        {
            _acknowledged.Writer.TryComplete(); // A sender that waits for an acknowledgment waits in vain.
            throw Ended();
        }
    }

    /// <summary>Takes the next RPC PDU that was received. It is good until the next <see cref="FillAsync"/>.</summary>
    public bool TryTake(out ReadOnlySpan<byte> pdu)
    {
        while (_received.TryTake(out pdu))
        {
            if (PduHeader.PacketType(pdu) == PduHeader.RtsPacketType)
            {
                TakeRts(pdu);
                continue;
            }

            if (isFlowControlled)
            {
                _receiving.Received(pdu.Length);
                _isAcknowledgmentDue |= _receiving.Consumed(pdu.Length);
            }

            return true;
        }

        return false;
    }

    /// <summary>Receives up to CONN/C2: the connection stands.</summary>
    /// <param name="window">The window that CONN/A1 announced.</param>
    public async ValueTask OpenedAsync(uint window)
    {
        if (isFlowControlled)
        {
            _receiving.Advertise(window);
            await SkipHeadAsync();
        }

        while (true)
        {
            while (_received.TryTake(out ReadOnlySpan<byte> pdu))
            {
                if (RtsPduReader.Read(pdu, out RtsPdu? rts) == RtsFault.None && rts!.Shape == RtsPduShape.CONN_C)
                {
                    _window.Open(isFlowControlled ? rts.ReceiveWindowSize : 0);
                    return;
                }
            }

            await FillAsync();
        }
    }

    /// <summary>Binds an interface.</summary>
    public async Task BindAsync(RpcSyntaxId syntax)
    {
        using var association = new RpcClientAssociation();
        var bind = new ArrayBufferWriter<byte>();
        association.WriteBind(syntax, bind);
        await SendPdusAsync(bind.WrittenMemory);
        while (true)
        {
            if (TryTake(out ReadOnlySpan<byte> answer))
            {
                if (association.Receive(answer) != RpcClientEvent.Bound)
                {
                    throw new FailureException($"the server doesn't offer {syntax}");
                }

                return;
            }

            await FillAsync();
        }
    }

    public void Dispose()
    {
        inSocket.Dispose();
        outSocket.Dispose();
        _sending.Dispose();
    }

    private static FailureException Ended() => new("a connection ended in the middle of the load");

    private async ValueTask SkipHeadAsync()
    {
        int end;
        while ((end = _received.Waiting.Span.IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillAsync();
        }

        if (!_received.Waiting.Span.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new FailureException("the outbound proxy refused the OUT channel");
        }

        _received.Skip(end + 4);
    }

    private int Admit(ReadOnlySpan<byte> pdus)
    {
        int admitted = 0;
        lock (_windowLock)
        {
            while (admitted < pdus.Length)
            {
                int length = PduHeader.FragLength(pdus[admitted..]);
                if (!_window.Admits(length) || (admitted > 0 && admitted + length > LargestSend))
                {
                    break;
                }

                _window.Sent(length);
                admitted += length;
            }
        }

        return admitted;
    }

    private void TakeRts(ReadOnlySpan<byte> pdu)
    {
        if (!LoadAcknowledgment.TryRead(pdu, out FlowControlAcknowledgment acknowledgment))
        {
            return;
        }

        lock (_windowLock)
        {
            _window.TryAcknowledge(acknowledgment);
        }

        _acknowledged.Writer.TryWrite(true);
    }
}
