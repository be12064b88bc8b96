using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Services;
using RpcHttpProxy.Transport;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Backend;

/// <summary>A server's way to its service: a pipe to our own, or a TCP connection to another one's server.</summary>
internal sealed class ServiceOpener(BackendServiceName service, TcpDialer dialer, TimeProvider time, ILogger<ServiceOpener> logger) : IChannelOpener
{
    private const string EchoPeer = "the echo service";

    private readonly RpcService _echo = RpcService.Echo();
    private readonly LogThrottle _faults = new(time, LogThrottle.LinesOfAKind);

    /// <inheritdoc/>
    public async Task<IChannelTransport> OpenAsync(
        Channel channel, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation) =>
        service.Server is { } server
            ? new TcpChannel(await dialer.ConnectAsync(server.Server, server.Port, cancellation))
            : OpenEcho();

    [SuppressMessage("Reliability", "CA2000", Justification = "The token source has no timer: nothing to dispose of.")]
    private PipeChannel OpenEcho()
    {
        var aborted = new CancellationTokenSource();
        (PipeChannel channel, IDuplexPipe other) = PipeChannel.CreatePair(EchoPeer, aborted.Cancel, isInline: true);
        _ = ServeAsync(other, aborted.Token);
        return channel;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A fault of the service ends its connection, not the process.")]
    private async Task ServeAsync(IDuplexPipe pipe, CancellationToken aborted)
    {
        try
        {
            await RpcServiceSession.RunAsync(pipe, _echo, aborted);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The virtual connection was aborted.
        }
        catch (Exception e)
        {
            if (_faults.TryPass(out KeptBack keptBack))
            {
                Log.ServiceFault(logger, e, keptBack);
            }
        }
    }
}
