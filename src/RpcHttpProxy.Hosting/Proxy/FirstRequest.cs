using System.Buffers;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Timers;
using RpcHttpProxy.Hosting.Http1;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>What a plain connection asks for first.</summary>
internal sealed class FirstRequest(FirstRequests requests, PlainConnection connection, Reactor reactor) : ITimerTarget
{
    /// <summary>
    /// Carries or refuses a channel request, and closes a connection on which nothing comes. False: it is Kestrel's to answer, from its first
    /// byte. Called in a turn of the reactor.
    /// </summary>
    public async ValueTask<bool> TryTakeAsync(CancellationToken unbound)
    {
        ReadOnlySequence<byte> bytes = await ReadAsync(unbound);
        if (bytes.IsEmpty || connection.IsClosed)
        {
            connection.Input.Complete();
            connection.Close();
            return true;
        }

        if (!requests.TryReadHead(bytes, out RequestHead? head, out SequencePosition behind))
        {
            connection.Input.AdvanceTo(bytes.Start);
            return false;
        }

        var state = new EdgeConnection();
        EdgeRequest request = new HeadConnection(
            connection.RemoteEndPoint, connection.LocalEndPoint, IsEncrypted: false, Certificate: null, state, requests.Trusted).RequestOf(head);
        EdgeDecision decision;
        try
        {
            decision = await requests.Rules.DecideAsync(request, connection.PeerLeft);
        }
        catch (OperationCanceledException)
        {
            state.Dispose();
            connection.Input.Complete(); // The client has left while it waited for its turn.
            connection.Close();
            return true;
        }

        if (decision is not (EdgeDecision.Carry or EdgeDecision.Refuse))
        {
            connection.Found = new DecidedRequest(decision, state);
            connection.Input.AdvanceTo(bytes.Start);
            return false;
        }

        connection.Input.AdvanceTo(behind);
        state.Dispose();
        CarryOut(head, request, decision);
        return true;
    }

    /// <inheritdoc/>
    public void Elapsed(TimerEntry entry)
    {
        requests.NoteSilence();
        connection.Close();
    }

    /// <summary>What comes first; nothing when the client has gone, was silent for too long, or the listener stops.</summary>
    private async ValueTask<ReadOnlySequence<byte>> ReadAsync(CancellationToken unbound)
    {
        TimerEntry silence = reactor.Timers.Set(this, 0, requests.Options.Limits.IdleTimeout);
        ReadOnlySequence<byte> bytes = default;
        await using (unbound.UnsafeRegister(static silent => ((PlainConnection)silent!).Close(), connection))
        {
            try
            {
                bytes = (await connection.Input.ReadAsync(CancellationToken.None)).Buffer;
            }
            catch (IOException)
            {
                // Reset.
            }
        }

        if (!reactor.IsCurrent)
        {
            await reactor.NextTurn();
        }

        reactor.Timers.Cancel(silence);
        return bytes;
    }

    private void CarryOut(RequestHead head, EdgeRequest request, EdgeDecision decision)
    {
        var exchange = HttpExchange.Detach(
            connection,
            new ExchangeHead(
                ExchangeHead.LengthOf(head.Method, head.ContentLength),
                head.Version == RequestVersion.Http11 && ExchangeHead.ExpectsContinue(head["Expect"]), request.PeerAddress, request.PeerPort),
            requests.Options.LingerTimeout, requests.Time);
        reactor.Observe(decision is EdgeDecision.Carry carry
            ? requests.Channels.CarryAsync(exchange, carry, reactor)
            : requests.Channels.RefuseAsync(exchange, (EdgeDecision.Refuse)decision));
    }
}
