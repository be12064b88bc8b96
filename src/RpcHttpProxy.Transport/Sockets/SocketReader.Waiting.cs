using System.IO.Pipelines;
using System.Net.Sockets;

namespace RpcHttpProxy.Transport.Sockets;

/// <content>How a read that finds nothing waits.</content>
internal sealed partial class SocketReader
{
    private readonly Lock _lock = new();
    private Wait? _wait;
    private bool _hasEvent;
    private bool _isWaitPending;
    private bool _isReaderWaiting;
    private bool _isCanceled;

    /// <summary>Bytes have come, or the end. Any thread.</summary>
    /// <param name="isMore">What is read next may not be the last, however short: the end, or a failure, is behind it.</param>
    public void Ready(bool isMore)
    {
        if (isMore)
        {
            _owner?.InputEnds();
        }

        lock (_lock)
        {
            _isEndNear |= isMore;
            _hasEvent = true;
            if (!_isReaderWaiting)
            {
                return;
            }

            _hasEvent = false;
            _isReaderWaiting = false;
        }

        Look(SocketError.Success);
    }

    /// <summary>To be called before the socket is disposed of: who reads from then on finds the end, and nothing has to be thrown.</summary>
    public void Close()
    {
        _isClosed = true;
        if (IsWatched)
        {
            Ready(isMore: true);
        }
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        lock (_lock)
        {
            _isCanceled = true;
            if (!_isReaderWaiting)
            {
                return;
            }

            _isReaderWaiting = false;
        }

        _read.SetResult(Result());
    }

    private void BeginWait()
    {
        try
        {
            if (!_isClosed && _socket.ReceiveAsync(_wait ??= new Wait(this)))
            {
                return;
            }
        }
        catch (ObjectDisposedException)
        {
            _isClosed = true;
        }

        Waited();
    }

    /// <summary>Something has come, or the end, or the socket was disposed of.</summary>
    private void Waited()
    {
        lock (_lock)
        {
            _isWaitPending = false;
            if (!_isReaderWaiting)
            {
                return;
            }

            _isReaderWaiting = false;
        }

        Look(_wait?.SocketError ?? SocketError.Success);
    }

    /// <summary>Completes the read that waited, or has it wait on.</summary>
    private void Look(SocketError failure)
    {
        try
        {
            ThrowIfFailed(_isClosed ? SocketError.Success : failure);
            while (true)
            {
                if (TryReceive(out ReadResult result))
                {
                    _read.SetResult(result);
                    return;
                }

                // Woken for nothing: the rest of the pipe's contract is that a read has bytes.
                ReleaseIfEmpty();
                switch (WaitOn())
                {
                    case Waiting.Begins:
                        BeginWait();
                        return;
                    case Waiting.GoesOn:
                        return;
                    case Waiting.IsCanceled:
                        _read.SetResult(Result());
                        return;
                }
            }
        }
        catch (IOException e)
        {
            _read.SetException(e);
        }
    }

    /// <summary>From here on the first notification completes the read, unless there is something already.</summary>
    private Waiting WaitOn()
    {
        lock (_lock)
        {
            if (_isCanceled)
            {
                return Waiting.IsCanceled;
            }

            if (IsWatched && _hasEvent)
            {
                _hasEvent = false;
                return Waiting.IsOver;
            }

            _isReaderWaiting = true;
            bool goesOn = IsWatched || _isWaitPending; // The wait that a canceled read left behind goes on for this one.
            _isWaitPending |= !IsWatched;
            return goesOn ? Waiting.GoesOn : Waiting.Begins;
        }
    }

    /// <summary>How a read goes on that has found nothing.</summary>
    private enum Waiting
    {
        /// <summary>Something has come since it looked.</summary>
        IsOver,

        /// <summary>It was canceled.</summary>
        IsCanceled,

        /// <summary>A wait is under way.</summary>
        GoesOn,

        /// <summary>A wait is to begin.</summary>
        Begins,
    }

    /// <summary>A receive of no bytes, made once for the socket's life. No context flows: none is anybody's here.</summary>
    private sealed class Wait(SocketReader reader) : SocketAsyncEventArgs(UnsafeSuppressExecutionContext)
    {
        private const bool UnsafeSuppressExecutionContext = true;

        protected override void OnCompleted(SocketAsyncEventArgs e) => reader.Waited();
    }
}
