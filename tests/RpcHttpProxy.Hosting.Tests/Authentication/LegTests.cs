using System.Formats.Asn1;
using System.Net.Security;
using System.Text.Json;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using static RpcHttpProxy.Hosting.Tests.Authentication.NtlmTests;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>First legs and later ones, raw and within SPNEGO, where they belong and elsewhere.</summary>
public sealed class LegTests
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n";

    [PeerTheory("gss-ntlmssp")]
    [InlineData(16)] // flags and no more
    [InlineData(32)] // impacket's
    public async Task A_hello_that_is_short_is_answered_within_SPNEGO_too(int length)
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        (int _, string answer) = await AskAsync(
            client, $"{Echo}Authorization: Negotiate {Convert.ToBase64String(NegTokenInit(NtlmMessage.Negotiate[..length]))}\r\n");

        string token = answer.Split("WWW-Authenticate: Negotiate ")[1].Split('\r')[0];
        Assert.NotNull(NtlmMessage.IsChallengeUnicode(Convert.FromBase64String(token)));
    }

    [Fact]
    public void Within_SPNEGO_only_the_message_is_filled_up()
    {
        byte[] hello = NtlmMessage.Negotiate.ToArray();
        byte[] other = NegTokenInit("something else"u8);

        Assert.Equal(NegTokenInit(hello), NtlmMessage.Complete(NegTokenInit(hello.AsSpan(0, 32))));
        Assert.Same(other, NtlmMessage.Complete(other));
        for (int length = 0; length < other.Length; length++)
        {
            byte[] torn = other[..length];
            Assert.Same(torn, NtlmMessage.Complete(torn));
        }

        byte[] response = NegTokenResp([.. "NTLMSSP\0\u0003\0\0\0"u8, .. new byte[16], 1, 0, 1, 0, 64, 0, 0, 0, .. new byte[28], 7]);
        byte[] roomy = NtlmMessage.Complete(response);
        Assert.Equal(response.Length + 8, roomy.Length);
        Assert.Equal(72, roomy[roomy.AsSpan().IndexOf("NTLMSSP"u8) + 32]); // where the domain is now
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("Negotiate", new byte[] { 0x6e, 0x03, 0x02, 0x01, 0x05 })] // an AP-REQ that is none
    [InlineData("Negotiate", new byte[] { 0x60, 0x03, 0x02, 0x01, 0x05 })]
    public async Task Kerberos_begins_from_the_start_and_is_not_counted(string scheme, byte[] first)
    {
        var time = new ManualTime(); // stands still: who is slowed waits for ever
        await using RunningProxy proxy = await StartAsync(settings => settings.Time = time);
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        for (int i = 0; i < 12; i++)
        {
            await AskAsync(client, $"{Echo}Authorization: Negotiate {Convert.ToBase64String(NegTokenInit(NtlmMessage.Negotiate))}\r\n"); // something is pending
            Assert.Equal(401, (await AskAsync(client, $"{Echo}Authorization: {scheme} {Convert.ToBase64String(first)}\r\n")).Status);
        }

        Assert.Equal(200, await LogInAsync(client, scheme, "right", Echo));
    }

    [PeerFact("gss-ntlmssp")]
    public async Task Where_only_Kerberos_is_taken_NTLM_gets_no_challenge_within_Negotiate_and_is_logged()
    {
        using var folder = new ScratchFolder();
        await using (RunningProxy proxy = await StartAsync(settings =>
        {
            settings.Log.File = folder["log-.txt"];
            settings.Proxy.Authentication.Schemes.Remove(AuthenticationScheme.Ntlm);
            settings.Proxy.Authentication.KerberosOnly = true;
        }))
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            foreach (byte[] token in (byte[][])[NtlmMessage.Negotiate.ToArray(), NegTokenInit(NtlmMessage.Negotiate), NegTokenInit([])])
            {
                (int status, string answer) = await AskAsync(client, $"{Echo}Authorization: Negotiate {Convert.ToBase64String(token)}\r\n");
                Assert.Equal(401, status);
                Assert.DoesNotContain("TlRMTVNT", answer, StringComparison.Ordinal);

                // Where SPNEGO has chosen the mechanism and waits for its first message.
                (_, answer) = await AskAsync(client, $"{Echo}Authorization: Negotiate {Convert.ToBase64String(NegTokenResp(NtlmMessage.Negotiate.ToArray()))}\r\n");
                Assert.Contains("WWW-Authenticate: Negotiate\r\n", answer, StringComparison.Ordinal);
            }

            Assert.Equal(401, (await AskAsync(client, Echo)).Status);
        }

        Assert.Contains("Negotiate with NTLM refused: only Kerberos is taken", LogOf(folder), StringComparison.Ordinal);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM")]
    [InlineData("Negotiate")]
    public async Task A_leg_on_another_connection_is_asked_again_is_logged_and_counts_as_no_failure(string scheme)
    {
        using var folder = new ScratchFolder();
        await using (RunningProxy proxy = await StartAsync(settings =>
        {
            settings.Log.File = folder["log-.txt"];
            settings.Time = new ManualTime();
            settings.Admin.Url = "http://127.0.0.1:0";
        }))
        {
            using RawClient first = await RawClient.ConnectAsync(proxy.EndPoint);
            using RawClient second = await RawClient.ConnectAsync(proxy.EndPoint);
            for (int i = 0; i < 8; i++)
            {
                using NegotiateAuthentication talk = Talk(scheme, "right", "LAB");
                string hello = Convert.ToBase64String(talk.GetOutgoingBlob([], out _)!);
                (_, string challenge) = await AskAsync(first, $"{Echo}Authorization: {scheme} {hello}\r\n");
                byte[] said = Convert.FromBase64String(challenge.Split($"WWW-Authenticate: {scheme} ")[1].Split('\r')[0]);
                string proof = Convert.ToBase64String(talk.GetOutgoingBlob(said, out _)!);

                (int status, string answer) = await AskAsync(second, $"{Echo}Authorization: {scheme} {proof}\r\n");
                Assert.Equal(401, status);
                Assert.Contains($"WWW-Authenticate: {scheme}\r\n", answer, StringComparison.Ordinal);
            }

            using var http = new HttpClient();
            using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters")));
            Assert.Equal(8, counters.RootElement.GetProperty("authentication").GetProperty("legsElsewhere").GetProperty(scheme).GetInt32());
            Assert.Equal(200, await LogInAsync(second, scheme, "right", Echo));
        }

        Assert.Equal(9, LogOf(folder).Split($"{scheme} goes on with what did not begin on this connection").Length);
    }

    private static byte[] NegTokenInit(ReadOnlySpan<byte> message)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, 0)))
        {
            writer.WriteObjectIdentifier("1.3.6.1.5.5.2");
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.6.1.4.1.311.2.2.10"); // NTLM
                }

                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                {
                    writer.WriteOctetString(message);
                }
            }
        }

        return writer.Encode();
    }

    private static byte[] NegTokenResp(byte[] message)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
        {
            writer.WriteOctetString(message);
        }

        return writer.Encode();
    }
}
