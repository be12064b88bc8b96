using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

public sealed class TlsChannelTests : TlsPairTests
{
    /* Many TLS records, and more than a socket takes at once. */
    private const int Much = 3_000_000;

    [Fact]
    public async Task Bytes_go_both_ways_at_once_and_the_last_ones_before_close_notify_arrive()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        (TlsChannel near, TlsChannel far) = await ShakeHandsAsync(pair);
        byte[] there = new byte[Much];
        byte[] back = new byte[Much];
        Random.Shared.NextBytes(there);
        Random.Shared.NextBytes(back);

        Task<byte[]> farReads = ReadToEndAsync(far);
        Task<byte[]> nearReads = ReadToEndAsync(near);
        await Task.WhenAll(SayAsync(near, there), SayAsync(far, back)).WaitAsync(Soon);

        Assert.Equal(there, await farReads.WaitAsync(Soon));
        Assert.Equal(back, await nearReads.WaitAsync(Soon));
        await near.DisposeAsync();
        await far.DisposeAsync();
    }

    [Fact]
    public async Task A_finished_channel_still_reads_what_the_peer_says_before_its_own_end()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        (TlsChannel near, TlsChannel far) = await ShakeHandsAsync(pair);

        await near.FinishAsync();
        Assert.Empty(await ReadToEndAsync(far).WaitAsync(Soon));
        await far.WriteAsync("late"u8.ToArray());
        await far.FinishAsync();

        Assert.Equal("late"u8.ToArray(), await ReadToEndAsync(near).WaitAsync(Soon));
        await near.DisposeAsync();
        await far.DisposeAsync();
    }

    [Fact]
    public async Task The_legacy_server_response_comes_inside_TLS_and_is_skipped()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        (TlsChannel near, TlsChannel far) = await ShakeHandsAsync(pair);
        await far.WriteAsync(LegacyServerResponse.Bytes);
        await far.WriteAsync("pdu"u8.ToArray());
        await far.FinishAsync();

        Assert.Null(await near.ReadHeadAsync(CancellationToken.None).AsTask().WaitAsync(Soon));

        Assert.Equal("pdu"u8.ToArray(), await ReadToEndAsync(near).WaitAsync(Soon));
        await near.DisposeAsync();
        await far.DisposeAsync();
    }

    [Fact]
    public async Task An_abort_resets_the_connection_and_ends_a_pending_read_with_an_IOException()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        (TlsChannel near, TlsChannel far) = await ShakeHandsAsync(pair);
        Task<ReadResult> reading = near.Input.ReadAsync().AsTask();

        near.Abort();
        near.Abort();

        await Assert.ThrowsAnyAsync<IOException>(() => reading.WaitAsync(Soon));
        await Assert.ThrowsAnyAsync<IOException>(() => near.WriteAsync("x"u8.ToArray()).AsTask());
        var e = await Assert.ThrowsAnyAsync<IOException>(() => far.Input.ReadAsync().AsTask().WaitAsync(Soon));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(e.InnerException).SocketErrorCode);
        await near.DisposeAsync();
        await far.DisposeAsync();
    }

    [Fact]
    public async Task A_cancelled_read_ends_without_bytes_and_the_next_one_goes_on()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        (TlsChannel near, TlsChannel far) = await ShakeHandsAsync(pair);
        Task<ReadResult> reading = near.Input.ReadAsync().AsTask();

        near.Input.CancelPendingRead();
        ReadResult canceled = await reading.WaitAsync(Soon);
        Assert.True(canceled.IsCanceled);
        near.Input.AdvanceTo(canceled.Buffer.Start);
        await far.WriteAsync("pdu"u8.ToArray());

        ReadResult result = await near.Input.ReadAsync().AsTask().WaitAsync(Soon);
        Assert.Equal("pdu"u8.ToArray(), result.Buffer.ToArray());
        near.Input.AdvanceTo(result.Buffer.End);
        await near.DisposeAsync();
        await far.DisposeAsync();
    }

    private static async Task SayAsync(TlsChannel channel, byte[] bytes)
    {
        await channel.WriteAsync(bytes);
        await channel.FinishAsync();
    }

    private static async Task<byte[]> ReadToEndAsync(TlsChannel channel)
    {
        using var all = new MemoryStream();
        await channel.Input.CopyToAsync(all);
        return all.ToArray();
    }

    private async Task<(TlsChannel Near, TlsChannel Far)> ShakeHandsAsync(LoopbackPair pair)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Authority.Authority);
        Task<TlsChannel> far = TlsChannel.AcceptAsync(
            pair.Far, new SslServerAuthenticationOptions { ServerCertificate = Certificate }, CancellationToken.None);
        TlsChannel near = await TlsChannel.ConnectAsync(
            pair.Near, new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy }, CancellationToken.None);
        return (near, await far);
    }
}
