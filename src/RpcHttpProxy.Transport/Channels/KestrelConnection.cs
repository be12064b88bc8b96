using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// A connection that Kestrel goes on to hold, as it does one that was upgraded: over TLS, or by a transport that isn't ours. The request's
/// handler must not return before the connection is closed.
/// </summary>
internal sealed class KestrelConnection : IDetachedConnection
{
    private readonly IConnectionLifetimeFeature _lifetime;
    private readonly SocketConnection? _ours;
    private readonly Socket? _socket;
    private readonly TlsEnding? _tls;
    private readonly CancellationToken _closed;

    public KestrelConnection(HttpContext context, IConnectionTransportFeature transport)
    {
        Input = transport.Transport.Input;
        Output = transport.Transport.Output;
        _ours = context.Features.Get<SocketConnection>();
        _lifetime = context.Features.GetRequiredFeature<IConnectionLifetimeFeature>();
        _closed = context.RequestAborted; // not ConnectionClosed: Kestrel has noticed the end, too, when this is cancelled
        _tls = context.Features.Get<ISslStreamFeature>() is { } tls
            ? new TlsEnding(tls.SslStream, context.Features.Get<WireTransport>()?.Output, _closed)
            : null;
        Socket? socket = context.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (socket is not null)
        {
            TcpSettings.Apply(socket);
        }

        _socket = _tls is null ? socket : null;
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <inheritdoc/>
    public bool IsDetached => false;

    /// <inheritdoc/>
    public void Attach(Reactor reactor) => _ours?.Attach(reactor);

    /// <inheritdoc/>
    public ValueTask<bool> IsPeerClosedAsync() => _tls?.IsPeerClosedAsync() ?? ValueTask.FromResult(false);

    /// <inheritdoc/>
    public async ValueTask FinishAsync()
    {
        if (_tls is null)
        {
            await Output.CompleteAsync();
            return;
        }

        try
        {
            await Output.FlushAsync(); // a head that nothing has followed
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or NotSupportedException)
        {
            // The client is gone, or a write to one that doesn't read is still pending.
        }

        await _tls.FinishAsync();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ShutdownWithoutResponseAsync()
    {
        if (_tls is not null)
        {
            await _tls.NotifyAsync();
            return true;
        }

        if (_socket is null)
        {
            await FinishAsync();
            return false;
        }

        _socket.Finish();
        return true;
    }

    /// <inheritdoc/>
    public void Abort() => _lifetime.Abort();

    /// <summary>Kestrel then finds an ended connection, and has nothing to drain, to verify or to log.</summary>
    public async Task CloseAsync(TimeSpan linger, TimeProvider time)
    {
        Task finished = FinishAsync().AsTask();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (_closed.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), closed))
        {
            Task ended = Task.WhenAll(finished, closed.Task);
            try
            {
                await ended.WaitAsync(linger, time);
            }
            catch (TimeoutException)
            {
                Abort();
                await ended;
            }
        }
    }
}
