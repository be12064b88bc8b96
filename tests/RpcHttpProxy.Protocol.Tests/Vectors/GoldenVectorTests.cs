using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Protocol.Tests;

public class GoldenVectorTests
{
    public static TheoryData<string> Names => Golden.FileNames;

    [Fact]
    public void Each_of_the_50_PDUs_has_a_vector() =>
        Assert.Equal(Enum.GetValues<RtsPduKind>(), Golden.All.Select(golden => golden.Kind).Distinct());

    [Fact]
    public void Each_vector_on_disk_is_in_the_table() =>
        Assert.Equal(TestKit.Vectors.Names, Golden.All.Select(golden => golden.FileName).Order(StringComparer.Ordinal));

    // [rpch 2.2.1/2, 2.2.3.2.1/1-2, 2.2.3.2.2/1-2, 2.2.3.5.7/1, 2.2.3.6.1/1-12, 2.2.3.6.1/16, 3.2.1.1.3/12]
    [Theory]
    [MemberData(nameof(Names))]
    public void The_factory_writes_the_vector(string name)
    {
        RtsPdu made = Golden.Of(name).Made;
        Assert.Equal(Hex.Format(TestKit.Vectors.Load(name)), Hex.Format(made.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_factory_writes_every_byte_and_none_behind(string name)
    {
        byte[] vector = TestKit.Vectors.Load(name);
        byte[] used = [.. Enumerable.Repeat<byte>(0xFF, vector.Length + 1)]; // pooled memory is not zero
        Golden.Of(name).Made.Write(used);
        Assert.Equal([.. vector, 0xFF], used);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_reader_reads_the_vector(string name)
    {
        Golden golden = Golden.Of(name);
        byte[] bytes = TestKit.Vectors.Load(name);

        Assert.Equal(RtsFault.None, RtsPduReader.Read(bytes, out RtsPdu? pdu));
        Assert.Equal(golden.Made, pdu);
        Assert.Equal(RtsPduCatalog.Describe(golden.Kind).Shape, pdu!.Shape);
        Assert.Equal(bytes.Length, pdu.Length);
        Assert.Equal(golden.Made.ToString(), pdu.Named(golden.Kind).ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_a_shape_of_its_own_names_the_PDU(string name)
    {
        Golden golden = Golden.Of(name);
        RtsPduReader.Read(TestKit.Vectors.Load(name), out RtsPdu? pdu);

        RtsPduKind? expected = RtsPduCatalog.KindsOf(pdu!.Shape).Length == 1 ? golden.Kind : null;
        Assert.Equal(expected, pdu.Kind);
        Assert.Equal(golden.Kind, golden.Made.Kind);
    }

    // [rpch 2.2.1/1, 2.2.3.5.1/1, 2.2.3.5.2/1-2, 2.2.3.5.3/1-2, 2.2.3.5.4/1-2, 2.2.3.5.5/1, 2.2.3.5.6/1, 2.2.3.5.7/2, 2.2.3.5.8/1, 2.2.3.5.10/1, 2.2.3.5.11/1, 2.2.3.5.12/2-3]
    // [rpch 2.2.3.5.13/2-3, 2.2.3.5.14/2, 2.2.3.5.15/1]
    [Theory]
    [MemberData(nameof(Names))]
    public void Each_field_is_where_the_section_puts_it(string name)
    {
        Golden golden = Golden.Of(name);
        RtsPduReader.Read(TestKit.Vectors.Load(name), out RtsPdu? pdu);
        string[] present = golden.Fields.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        foreach ((string field, Func<RtsPdu, object?> read, object expected) in FieldsOf(golden))
        {
            if (present.Contains(field))
            {
                Assert.Equal(expected, read(pdu!));
            }
            else if (field == nameof(RtsPdu.Destination))
            {
                Assert.Null(read(pdu!));
            }
            else
            {
                Assert.Throws<InvalidOperationException>(() => read(pdu!));
            }
        }
    }

    private static (string Field, Func<RtsPdu, object?> Read, object Expected)[] FieldsOf(Golden golden) =>
    [
        (nameof(RtsPdu.VirtualConnectionCookie), pdu => pdu.VirtualConnectionCookie, Sample.VirtualConnection),
        (nameof(RtsPdu.ChannelCookie), pdu => pdu.ChannelCookie,
            golden.Kind is RtsPduKind.CONN_A1 or RtsPduKind.CONN_A2 ? Sample.OutChannel : Sample.InChannel),
        (nameof(RtsPdu.PredecessorChannelCookie), pdu => pdu.PredecessorChannelCookie, Sample.Predecessor),
        (nameof(RtsPdu.SuccessorChannelCookie), pdu => pdu.SuccessorChannelCookie, Sample.Successor),
        (nameof(RtsPdu.ReceiveWindowSize), pdu => pdu.ReceiveWindowSize, Sample.Window),
        (nameof(RtsPdu.ConnectionTimeout), pdu => pdu.ConnectionTimeout, Sample.ConnectionTimeout),
        (nameof(RtsPdu.ChannelLifetime), pdu => pdu.ChannelLifetime, Sample.Lifetime),
        (nameof(RtsPdu.ClientKeepalive), pdu => pdu.ClientKeepalive, Sample.Keepalive),
        (nameof(RtsPdu.AssociationGroupId), pdu => pdu.AssociationGroupId, Sample.AssociationGroup),
        (nameof(RtsPdu.ClientAddress), pdu => pdu.ClientAddress, golden.Variant == "_IPv6" ? Sample.IPv6 : Sample.IPv4),
        (nameof(RtsPdu.Ack), pdu => pdu.Ack, Sample.Ack),
        (nameof(RtsPdu.PingTrafficSent), pdu => pdu.PingTrafficSent, Sample.PingTraffic),
        (nameof(RtsPdu.Destination), pdu => pdu.Destination, DestinationOf(golden.Kind)),
    ];

    private static ForwardDestination DestinationOf(RtsPduKind kind) => kind switch
    {
        RtsPduKind.OUT_R1_A7 or RtsPduKind.OUT_R1_A8 or RtsPduKind.OUT_R2_A7 or RtsPduKind.OUT_R2_A8 => ForwardDestination.FDServer,
        RtsPduKind.FlowControlAckWithDestination => ForwardDestination.FDOutProxy,
        _ => ForwardDestination.FDClient,
    };
}
