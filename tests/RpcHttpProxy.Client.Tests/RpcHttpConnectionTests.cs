using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client.Tests;

public sealed partial class RpcHttpConnectionTests : IDisposable
{
    private const int A1Length = 76;
    private const int B1Length = 104;
    private const string Success = "HTTP/1.1 200 Success\r\nContent-Length: 1073741824\r\nContent-Type: application/rpc\r\n\r\n";

    /// <summary>An RPC PDU of 24 bytes: the common header of a request and eight bytes of nothing.</summary>
    private static readonly byte[] s_request =
        [5, 0, 0, 3, 0x10, 0, 0, 0, 24, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly ScriptedProxy _inbound = new();
    private readonly ScriptedProxy _outbound = new();

    public void Dispose()
    {
        _inbound.Dispose();
        _outbound.Dispose();
    }

    // [rpch 2.1/3, 2.1.2.1/7, 2.1.2.1.1/1, 2.1.2.1.1/3-10, 2.1.2.1.1/15, 2.1.2.1.2/1, 2.1.2.1.2/3-10, 3.2.2.4.1/1, 3.2.2.4.1.1/1]
    [Fact]
    public async Task The_two_requests_are_those_of_the_specification()
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options());
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();

        Assert.Equal(
            $"RPC_IN_DATA /rpc/rpcproxy.dll?server.example:6001 HTTP/1.1\r\nAccept: application/rpc\r\nCache-Control: no-cache\r\n"
            + $"Connection: Keep-Alive\r\nContent-Length: 1073741824\r\nHost: {_inbound.Authority}\r\nPragma: No-cache\r\nUser-Agent: MSRPC\r\n\r\n",
            @in.Head);
        Assert.Equal(
            $"RPC_OUT_DATA /rpc/rpcproxy.dll?server.example:6001 HTTP/1.1\r\nAccept: application/rpc\r\nCache-Control: no-cache\r\n"
            + $"Connection: Keep-Alive\r\nContent-Length: 76\r\nHost: {_outbound.Authority}\r\nPragma: No-cache\r\nUser-Agent: MSRPC\r\n\r\n",
            @out.Head);

        RtsPdu a1 = await @out.ReadPduAsync(A1Length);
        RtsPdu b1 = await @in.ReadPduAsync(B1Length);
        Assert.Equal((RtsPduShape.CONN_A1, 65_536u), (a1.Shape, a1.ReceiveWindowSize));
        Assert.Equal((RtsPduShape.CONN_B1, 1u << 30, 300_000u), (b1.Shape, b1.ChannelLifetime, b1.ClientKeepalive));
        Assert.Equal(a1.VirtualConnectionCookie, b1.VirtualConnectionCookie);
        Assert.Equal(3, new[] { a1.VirtualConnectionCookie, a1.ChannelCookie, b1.ChannelCookie }.Distinct().Count());

        @in.Finish();
        @out.Finish();
        await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening);
    }

    // [rpch 2.1.2.1.1/15]
    [Theory]
    [InlineData("[::1]:593", "?[::1]:593 ")]
    [InlineData("::1:593", "?[::1]:593 ")]
    [InlineData("NET#BIOS:593", "?NET%23BIOS:593 ")]
    public async Task The_server_is_encoded_as_a_proxy_decodes_it(string server, string query)
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options() with { Server = server });
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();

        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();
        Assert.Contains(query, @in.Head, StringComparison.Ordinal);
        Assert.Contains(query, @out.Head, StringComparison.Ordinal);

        @in.Finish();
        @out.Finish();
        await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening);
    }

    // [rpch 2.1.2.1/1, 3.2.2.5.2/3-6]
    [Fact]
    public async Task An_open_connection_carries_whole_pdus_both_ways_and_ends_with_fin()
    {
        (RpcHttpConnection connection, ScriptedExchange @in, ScriptedExchange @out) = await OpenAsync();
        using (@in)
        using (@out)
        {
            Assert.Equal(TimeSpan.FromSeconds(900), connection.OutConnectionTimeout);
            Assert.Equal(TimeSpan.FromSeconds(600), connection.InConnectionTimeout);
            Assert.Equal(32_768u, connection.PeerReceiveWindow);

            await connection.Transport.Output.WriteAsync(s_request);
            Assert.Equal(s_request, await @in.ReadAsync(s_request.Length));

            await @out.WriteAsync(s_request);
            ReadResult read = await connection.Transport.Input.ReadAtLeastAsync(s_request.Length).AsTask().WaitAsync(ScriptedExchange.Patience);
            Assert.Equal(s_request, read.Buffer.FirstSpan.ToArray());
            connection.Transport.Input.AdvanceTo(read.Buffer.End);

            Task closing = connection.DisposeAsync().AsTask();
            Assert.Empty(await @in.ReadToEndAsync());
            Assert.Empty(await @out.ReadToEndAsync());
            @in.Finish();
            @out.Finish();
            await closing.WaitAsync(ScriptedExchange.Patience);
            Assert.Equal(CloseReason.ClosedByHigherLayer, connection.Reason);
        }
    }

    [Fact]
    public async Task Completing_the_transport_closes_the_connection_behind_the_last_byte()
    {
        (RpcHttpConnection connection, ScriptedExchange @in, ScriptedExchange @out) = await OpenAsync();
        using (@in)
        using (@out)
        {
            await connection.Transport.Output.WriteAsync(s_request);
            await connection.Transport.Output.CompleteAsync();

            Assert.Equal(s_request, await @in.ReadToEndAsync());
            await connection.Ended.WaitAsync(ScriptedExchange.Patience);
            Assert.Equal(CloseReason.ClosedByHigherLayer, connection.Reason);
        }
    }

    [Fact]
    public async Task The_proxys_fin_ends_the_transport_behind_what_was_received()
    {
        (RpcHttpConnection connection, ScriptedExchange @in, ScriptedExchange @out) = await OpenAsync();
        using (@in)
        using (@out)
        {
            await @out.WriteAsync(s_request);
            @out.Finish();

            Assert.Equal(s_request, await ReadToEndAsync(connection.Transport.Input));
            Assert.Equal(CloseReason.ClosedByProxy, connection.Reason);
        }
    }

    [Fact]
    public async Task A_refusal_on_in_ends_an_open_connection_and_is_kept()
    {
        (RpcHttpConnection connection, ScriptedExchange @in, ScriptedExchange @out) = await OpenAsync();
        using (@in)
        using (@out)
        {
            await @in.WriteAsync("HTTP/1.1 503 RPC Error: 6bb\r\nContent-Length: 0\r\n\r\n");

            await connection.Ended.WaitAsync(ScriptedExchange.Patience);
            Assert.Equal(CloseReason.RequestRefused, connection.Reason);
            Assert.Equal(0x6BBu, connection.Refusal?.RpcError);
            Assert.Contains("RPC_S_SERVER_TOO_BUSY", connection.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_torn_pdu_on_out_aborts_and_the_transport_tells_it()
    {
        (RpcHttpConnection connection, ScriptedExchange @in, ScriptedExchange @out) = await OpenAsync();
        using (@in)
        using (@out)
        {
            await @out.WriteAsync(s_request[..10]);
            @out.Finish();

            await Assert.ThrowsAsync<IOException>(() => ReadToEndAsync(connection.Transport.Input));
            Assert.Equal(CloseReason.TruncatedPdu, connection.Reason);
        }
    }

    [Fact]
    public async Task Bytes_behind_the_content_length_are_no_pdus()
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options());
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();
        byte[] opened = [.. RtsPdus.CONN_A3(900_000).ToArray(), .. RtsPdus.CONN_C2(65_536, 900_000).ToArray()];

        await @out.WriteAsync($"HTTP/1.1 200 Success\r\nContent-Length: {opened.Length + s_request.Length}\r\n\r\n");
        await @out.WriteAsync([.. opened, .. s_request, .. s_request]);

        await using RpcHttpConnection connection = await opening.WaitAsync(ScriptedExchange.Patience);
        Assert.Equal(s_request, await ReadToEndAsync(connection.Transport.Input));
        Assert.Contains("all bytes of its Content-Length", connection.Detail, StringComparison.Ordinal);
        @in.Finish();
        @out.Finish();
    }

    [Fact]
    public async Task Opening_ends_at_once_when_it_is_cancelled_though_the_proxies_say_nothing()
    {
        using CancellationTokenSource cancellation = new();
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(), cancellation.Token);
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();

        await cancellation.CancelAsync();

        // Half of the linger time that the end of an open connection would take.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(TimeSpan.FromSeconds(2.5)));
    }

    // [rpch 3.2.2.3/3-4]
    [Fact]
    public async Task Wrong_options_are_listed_all_at_once()
    {
        RpcHttpConnectionOptions wrong = Options() with
        {
            InboundProxy = new Uri("ftp://proxy"),
            OutboundProxy = new Uri("http://proxy/?server:593"),
            Server = "server",
            ReceiveWindowSize = 1,
            ChannelLifetime = 1,
            ClientKeepalive = 1,
            KeepAliveInterval = 1,
            InChannelReserve = 1,
            AcknowledgmentGrace = TimeSpan.Zero,
            SetupTimeout = TimeSpan.Zero,
        };

        Assert.Equal(10, wrong.Faults().Count);
        await Assert.ThrowsAsync<ArgumentException>(() => RpcHttpConnection.OpenAsync(wrong));
    }

    private RpcHttpConnectionOptions Options() => new()
    {
        InboundProxy = _inbound.Url,
        OutboundProxy = _outbound.Url,
        Server = "server.example:6001",
    };

    private async Task<(RpcHttpConnection Connection, ScriptedExchange In, ScriptedExchange Out)> OpenAsync()
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options());
        ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        ScriptedExchange @out = await _outbound.AcceptRequestAsync();
        await @in.ReadPduAsync(B1Length);
        await @out.ReadPduAsync(A1Length);

        await @out.WriteAsync(Success);
        await @out.WriteAsync(RtsPdus.CONN_A3(900_000));
        await @out.WriteAsync(RtsPdus.CONN_C2(32_768, 600_000));
        return (await opening.WaitAsync(ScriptedExchange.Patience), @in, @out);
    }

    private static async Task<byte[]> ReadToEndAsync(PipeReader reader)
    {
        using MemoryStream all = new();
        await reader.CopyToAsync(all).WaitAsync(ScriptedExchange.Patience);
        return all.ToArray();
    }
}
