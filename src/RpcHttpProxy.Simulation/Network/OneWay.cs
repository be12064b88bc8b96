using RpcHttpProxy.Simulation.Clockwork;

namespace RpcHttpProxy.Simulation.Network;

/// <summary>
/// One direction of a wire: what is written travels, in order, in pieces and with delays that the dice choose; a writer waits when the
/// other end doesn't read.
/// </summary>
internal sealed class OneWay
{
    // A FIN that comes late, as from a peer that has other things to do than to close: one in four, up to half a second.
    private const int LateFinOneIn = 4;
    private const int LateFinBy = 500_000;

    private readonly EventQueue _events;
    private readonly Actor _actor;
    private readonly SeededRandom _random;
    private readonly WireModel _model;
    private readonly LinkedList<object> _travelling = [];
    private TaskCompletionSource? _writing;
    private string? _failure;
    private bool _isDue;
    private long _inFlight;

    public OneWay(EventQueue agenda, Actor actor, SeededRandom dice, WireModel manners)
    {
        _events = agenda;
        _actor = actor;
        _random = dice;
        _model = manners;
        Reader = new ScriptedReader(agenda, actor, dice) { Advanced = () => { LetWriterGo(); Travel(); } };
    }

    /// <summary>The other end.</summary>
    public ScriptedReader Reader { get; }

    /// <summary>True once FIN was sent.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>The reading end was closed: bytes that still come are answered with RST.</summary>
    public Action? ArrivedLate { get; set; }

    /// <summary>Sends bytes; completes when the other end's buffers take them.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_writing is not null)
        {
            throw new InvalidOperationException("Two writes at once on one channel.");
        }

        if (_failure is not null || IsFinished)
        {
            throw new IOException(_failure ?? "written behind FIN");
        }

        if (!bytes.IsEmpty)
        {
            _travelling.AddLast((ReadOnlyMemory<byte>)bytes.ToArray());
            _inFlight += bytes.Length;
            Travel();
        }

        if (HasRoom && _random.OneIn(2))
        {
            return ValueTask.CompletedTask;
        }

        _writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = new ValueTask(_writing.Task);
        _events.In(_random.Between(0, _model.Latency), _actor, LetWriterGo);
        return writing;
    }

    public void SendHead(WireHead head)
    {
        if (_failure is null)
        {
            _travelling.AddLast(head);
            Travel();
        }
    }

    public void Finish()
    {
        if (!IsFinished && _failure is null)
        {
            IsFinished = true;
            _travelling.AddLast(this);
            Travel();
        }
    }

    /// <summary>The writing end is told at once, the reading end too; what travels is lost.</summary>
    public void Break(string why, bool discards)
    {
        _failure ??= why;
        if (discards)
        {
            _travelling.Clear();
            _inFlight = 0;
        }

        TaskCompletionSource? writing = _writing;
        _writing = null;
        writing?.TrySetException(new IOException(why));
    }

    /// <summary>For messages.</summary>
    public override string ToString() =>
        $"{_inFlight} bytes under way{(_writing is null ? "" : ", a write waits")}{(_isDue ? ", the next piece is due" : "")}{(_failure is null ? "" : $", {_failure}")}, then {Reader}";

    private bool HasRoom => _inFlight + Reader.Unexamined <= _model.Capacity;

    private void LetWriterGo()
    {
        if (_writing is not null && HasRoom)
        {
            TaskCompletionSource writing = _writing;
            _writing = null;
            writing.TrySetResult();
        }
    }

    private void Travel()
    {
        if (!_isDue && _travelling.Count > 0 && (Reader.Unexamined < _model.Capacity || _travelling.First!.Value is not ReadOnlyMemory<byte>))
        {
            _isDue = true;
            bool isLate = _travelling.First!.Value == this && _random.OneIn(LateFinOneIn);
            _events.In(_random.Between(0, isLate ? LateFinBy : _model.Latency), _actor, Deliver);
        }
    }

    private void Deliver()
    {
        _isDue = false;
        if (_travelling.First is not { } first)
        {
            return;
        }

        _travelling.RemoveFirst();
        switch (first.Value)
        {
            case ReadOnlyMemory<byte> bytes:
                int count = _model.Piece(_random, bytes.Length);
                if (count < bytes.Length)
                {
                    _travelling.AddFirst(bytes[count..]);
                }

                _inFlight -= count;
                if (ArrivedLate is not null)
                {
                    ArrivedLate();
                    return;
                }

                Reader.Arrive(bytes[..count]);
                break;
            case WireHead head:
                Reader.ArriveHead(head);
                break;
            default:
                Reader.ArriveFinish();
                break;
        }

        LetWriterGo();
        Travel();
    }
}
