using System.Buffers;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Services.Tests;

/// <summary>Any octets: no exception, no loop, never more in return than the input warrants. Seeded: a failure comes again.</summary>
[Trait(Category.Name, Category.Slow)]
public class RandomBytesTests
{
    private const int Inputs = 100_000;

    private static readonly byte[][] _pdus =
    [
        GoldenPdus.Bind, GoldenPdus.BindWithNdr64AndFeatures, GoldenPdus.AlterContext, GoldenPdus.Request,
        GoldenPdus.BindAck, GoldenPdus.BindAckWithNdr64AndFeatures, GoldenPdus.AlterContextResponse,
        GoldenPdus.BindNak, GoldenPdus.Response, GoldenPdus.Fault,
        Pdu.WithVerifier(GoldenPdus.Bind), Pdu.WithVerifier(GoldenPdus.Request), Pdu.BigEndian(GoldenPdus.Bind),
        Pdu.Request(2, 1, Pdu.ArrayRequest(Pdu.Counting(20))), Pdu.Request(2, 1, Pdu.UInt32s(4), context: 1),
        Pdu.Request(2, 2, new byte[8], Pdu.First), Pdu.Request(2, 2, new byte[8], Pdu.Last), Pdu.Request(2, 3, Pdu.UInt32s(100)),
        Pdu.Of(16, 1), Pdu.Of(17, 1), Pdu.Of(18, 1), Pdu.Of(19, 2),
    ];

    [Fact]
    public void The_server_survives_mutated_pdus_in_any_state()
    {
        var random = new Random(20260);
        var verdicts = new HashSet<RpcVerdict>();
        var server = new RpcServerAssociation(RpcService.Echo(), 1);
        var replies = new ArrayBufferWriter<byte>();
        for (int i = 0; i < Inputs; i++)
        {
            byte[] pdu = Mutated(random);
            replies.ResetWrittenCount();
            RpcVerdict verdict = server.Receive(pdu, replies);
            verdicts.Add(verdict);
            int answered = replies.WrittenCount;
            Assert.InRange(answered, 0, 60 + pdu.Length);
            Assert.False(server.HasMoreReplies && verdict != RpcVerdict.Continue);
            for (int fragments = 0; server.HasMoreReplies; fragments++)
            {
                if (fragments < 3)
                {
                    server.WriteNextReply(replies);
                }
                else { server = new RpcServerAssociation(RpcService.Echo(), 1); }    // a client that goes away in the middle
            }

            _ = Pdu.Split(replies.WrittenSpan);    // throws unless the replies are whole PDUs
            if (verdict != RpcVerdict.Continue)
            {
                server = Renewed(random);
            }
        }

        Assert.Superset(
            new HashSet<RpcVerdict>
            {
                RpcVerdict.Continue, RpcVerdict.MalformedPdu, RpcVerdict.UnsupportedVersion, RpcVerdict.UnsupportedDataRepresentation,
                RpcVerdict.UnexpectedPdu, RpcVerdict.BindRejected, RpcVerdict.ProtocolError,
            },
            verdicts);
    }

    [Fact]
    public void The_client_survives_mutated_pdus_in_any_state()
    {
        var random = new Random(20261);
        var events = new HashSet<RpcClientEvent>();
        for (int i = 0; i < Inputs; i++)
        {
            using var client = new RpcClientAssociation();
            var sent = new ArrayBufferWriter<byte>();
            client.WriteBind(EchoInterface.Syntax, sent);
            if (random.Next(4) > 0 && client.Receive(GoldenPdus.BindAck) == RpcClientEvent.Bound)
            {
                client.StartRequest(0, new MemoryStub(Pdu.UInt32s(41)));
                client.WriteNextFragment(sent);
            }

            for (int pdus = random.Next(1, 4); pdus > 0; pdus--)
            {
                events.Add(client.Receive(Mutated(random)));
            }
        }

        Assert.Equal(Enum.GetValues<RpcClientEvent>().Order(), events.Order());
    }

    [Fact]
    public void Every_octet_of_every_pdu_may_have_every_value()
    {
        foreach (byte[] pdu in _pdus)
        {
            for (int offset = 0; offset < pdu.Length; offset++)
            {
                for (int value = 0; value < 256; value++)
                {
                    using RpcServerAssociation server = Renewed(bound: offset % 2 == 0);
                    server.Receive(Pdu.With(pdu, offset, (byte)value), new ArrayBufferWriter<byte>());
                }
            }
        }
    }

    [Fact]
    public void Every_pdu_may_be_cut_anywhere_with_a_frag_length_that_fits()
    {
        foreach (byte[] pdu in _pdus)
        {
            for (int length = 0; length <= pdu.Length; length++)
            {
                byte[] cut = length >= 16 ? Pdu.With(pdu[..length], 8, (byte)length, 0) : pdu[..length];
                foreach (bool bound in new[] { false, true })
                {
                    using RpcServerAssociation server = Renewed(bound);
                    server.Receive(cut, new ArrayBufferWriter<byte>());
                }
            }
        }
    }

    [Fact]
    public void Management_answers_of_any_octets_are_read_or_refused()
    {
        var random = new Random(20262);
        int read = 0;
        for (int i = 0; i < Inputs; i++)
        {
            byte[] stub = [.. GoldenPdus.InqIfIdsStub];
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                stub[random.Next(stub.Length)] = (byte)random.Next(256);
            }

            int length = random.Next(2) == 0 ? stub.Length : random.Next(stub.Length);
            if (ManagementStubs.ReadInterfaceIds(stub.AsSpan(0, length)) is not null)
            {
                read++;
            }
        }

        Assert.InRange(read, 1, Inputs - 1);
    }

    /// <summary>One of the PDUs, changed here and there, cut or lengthened, mostly with a right frag_length. Or noise.</summary>
    private static byte[] Mutated(Random random)
    {
        if (random.Next(50) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        byte[] pdu = [.. _pdus[random.Next(_pdus.Length)]];
        if (random.Next(4) == 0)
        {
            Array.Resize(ref pdu, random.Next(16, pdu.Length + 40));
        }

        for (int changes = random.Next(4); changes > 0; changes--)
        {
            pdu[random.Next(pdu.Length)] = (byte)random.Next(256);
        }

        if (random.Next(8) > 0)
        {
            (byte low, byte high) = ((byte)pdu.Length, (byte)(pdu.Length >> 8));
            (pdu[8], pdu[9]) = pdu[4] >> 4 == 1 ? (low, high) : (high, low);
        }

        return pdu;
    }

    private static RpcServerAssociation Renewed(Random random) => Renewed(bound: random.Next(5) > 0);

    private static RpcServerAssociation Renewed(bool bound)
    {
        var server = new RpcServerAssociation(RpcService.Echo(), 1);
        if (bound)
        {
            Assert.Equal(RpcVerdict.Continue, server.Receive(GoldenPdus.Bind, new ArrayBufferWriter<byte>()));
        }

        return server;
    }
}
