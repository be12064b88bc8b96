namespace RpcHttpProxy.Core.Tests.Channels;

internal readonly record struct SendingChannelNumbers(
    bool IsPlugged, int QueueCount, int QueueLength, int OutboxLength, int InFlight, int RtsBytes, long LifetimeSent);

/// <summary>What a sending channel should be, without buffers: lists of whole PDUs.</summary>
internal sealed class SendingChannelModel
{
    private readonly List<byte[]> _queue = [];
    private readonly List<byte> _wire = [];
    private bool _isPlugged;
    private int _waiting;
    private int _inFlight;
    private int _rtsWaiting;
    private int _rtsInFlight;

    /// <summary>All bytes ever put into the outbox, in order.</summary>
    public IEnumerable<byte> Wire => _wire;

    public SendingChannelNumbers Numbers => new(
        _isPlugged, _queue.Count, _queue.Sum(pdu => pdu.Length), _waiting, _inFlight, _rtsWaiting + _rtsInFlight, _wire.Count);

    public void Plug() => _isPlugged = true;

    public void Unplug()
    {
        _isPlugged = false;
        foreach (byte[] pdu in _queue)
        {
            Put(pdu);
        }

        _queue.Clear();
    }

    public void SendRts(byte[] pdu)
    {
        _rtsWaiting += pdu.Length;
        Put(pdu);
    }

    public void SendRpc(byte[] pdu)
    {
        if (_isPlugged)
        {
            _queue.Add(pdu);
        }
        else
        {
            Put(pdu);
        }
    }

    public void Take()
    {
        (_inFlight, _waiting) = (_waiting, 0);
        (_rtsInFlight, _rtsWaiting) = (_rtsWaiting, 0);
    }

    public void Written() => (_inFlight, _rtsInFlight) = (0, 0);

    private void Put(byte[] pdu)
    {
        _wire.AddRange(pdu);
        _waiting += pdu.Length;
    }
}
