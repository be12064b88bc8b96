using System.Globalization;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Protocol.Tests;

/// <summary>Every golden vector as Wireshark's dissector sees it, field by field, against what our reader sees.</summary>
public class TsharkTests
{
    private const string Command = "dcerpc.cn_rts_command";

    private static readonly string[] _headerFields =
    [
        "dcerpc.ver", "dcerpc.ver_minor", "dcerpc.pkt_type", "dcerpc.cn_flags", "dcerpc.drep", "dcerpc.cn_frag_len", "dcerpc.cn_auth_len",
        "dcerpc.cn_call_id", "dcerpc.cn_rts_flags", "dcerpc.cn_rts_commands_nb",
    ];

    private static readonly string[] _commandFields =
    [
        Command, $"{Command}.receivewindowsize", $"{Command}.fack.bytesreceived", $"{Command}.fack.availablewindow",
        $"{Command}.fack.channelcookie", $"{Command}.connectiontimeout", $"{Command}.cookie", $"{Command}.channellifetime",
        $"{Command}.clientkeepalive", $"{Command}.version", $"{Command}.padding.conformancecount", $"{Command}.addrtype",
        "dcerpc.cmd_client_ipv4", "dcerpc.cmd_client_ipv6", $"{Command}.associationgroupid", $"{Command}.forwarddestination",
        $"{Command}.pingtrafficsentnotify",
    ];

    private static readonly string[] _textFields =
    [
        $"{Command}.fack.channelcookie", $"{Command}.cookie", $"{Command}.associationgroupid",
        "dcerpc.cmd_client_ipv4", "dcerpc.cmd_client_ipv6",
    ];

    private static readonly Lazy<Dictionary<string, IReadOnlyDictionary<string, string[]>>> _seen = new(() =>
    {
        IReadOnlyList<string> names = TestKit.Vectors.Names;
        string[] fields = [.. _headerFields, .. _commandFields, TestKit.Tshark.Info, TestKit.Tshark.Malformed];
        return names
            .Zip(TestKit.Tshark.Dissect([.. names.Select(TestKit.Vectors.Load)], fields))
            .ToDictionary(pair => pair.First, pair => pair.Second);
    });

    public static TheoryData<string> Names => Golden.FileNames;

    // [rpch 2.2.1/1]
    [PeerTheory("tshark")]
    [MemberData(nameof(Names))]
    public void Tshark_sees_the_header_that_the_reader_demands(string name)
    {
        IReadOnlyDictionary<string, string[]> seen = _seen.Value[name];
        RtsPdu pdu = Read(name);

        Assert.Equal(5u, Number(seen, "dcerpc.ver"));
        Assert.Equal(0u, Number(seen, "dcerpc.ver_minor"));
        Assert.Equal(20u, Number(seen, "dcerpc.pkt_type"));
        Assert.Equal(3u, Number(seen, "dcerpc.cn_flags"));
        Assert.Equal("10000000", string.Concat(seen["dcerpc.drep"]).Replace(":", ""));
        Assert.Equal((uint)pdu.Length, Number(seen, "dcerpc.cn_frag_len"));
        Assert.Equal(0u, Number(seen, "dcerpc.cn_auth_len"));
        Assert.Equal(0u, Number(seen, "dcerpc.cn_call_id"));
        Assert.Equal((uint)pdu.Flags, Number(seen, "dcerpc.cn_rts_flags"));
        Assert.Equal((uint)pdu.Commands.Length, Number(seen, "dcerpc.cn_rts_commands_nb"));
    }

    // [rpch 2.2.3.2.1/2, 2.2.3.2.2/2]
    [PeerTheory("tshark")]
    [MemberData(nameof(Names))]
    public void Tshark_sees_the_commands_and_values_that_the_reader_sees(string name)
    {
        IReadOnlyDictionary<string, string[]> seen = _seen.Value[name];
        ILookup<string, string> expected = Read(name).Commands.SelectMany(FieldsOf).ToLookup(field => field.Field, field => field.Value);

        foreach (string field in _commandFields)
        {
            Assert.Equal(expected[field], Values(seen, field));
        }
    }

    [PeerTheory("tshark")]
    [MemberData(nameof(Names))]
    public void Tshark_gives_the_PDU_the_names_of_its_shape(string name)
    {
        IReadOnlyDictionary<string, string[]> seen = _seen.Value[name];
        RtsPduKind kind = Golden.Of(name).Kind;

        // Blind spot: without commands the dissector runs off the end, though it has shown every field before.
        Assert.Equal(kind is RtsPduKind.Echo or RtsPduKind.Ping, seen.ContainsKey(TestKit.Tshark.Malformed));
        if (kind is RtsPduKind.Echo or RtsPduKind.Ping)
        {
            return;
        }

        Assert.Equal(NamesThatTsharkKnows(RtsPduCatalog.Describe(kind)), string.Concat(seen[TestKit.Tshark.Info]).TrimEnd(',', ' '));
    }

    private static string NamesThatTsharkKnows(RtsPduDescription pdu) => pdu.Shape switch
    {
        // Blind spot: it takes OUT_R2/B2 for a PDU with an ANCE command, and does not know the one with NegativeANCE.
        RtsPduShape.NegativeANCE => "unknown RTS PDU",
        RtsPduShape.ANCE => "OUT_R1/A9,OUT_R1/A10,OUT_R1/A11,OUT_R2/B1,OUT_R2/B2",
        RtsPduShape.PingTrafficSentNotify => "PingTrafficSentNotify",

        // PDUs of one shape are listed together: bytes alone cannot tell them apart.
        _ => string.Join(',', RtsPduCatalog.KindsOf(pdu.Shape).Select(kind => kind.Name())),
    };

    private static IEnumerable<(string Field, string Value)> FieldsOf(RtsCommand command)
    {
        yield return (Command, Text((uint)command.Type));
        IEnumerable<(string Field, string Value)> values = command switch
        {
            ReceiveWindowSizeCommand c => [($"{Command}.receivewindowsize", Text(c.ReceiveWindowSize))],
            FlowControlAckCommand c =>
            [
                ($"{Command}.fack.bytesreceived", Text(c.Ack.BytesReceived)),
                ($"{Command}.fack.availablewindow", Text(c.Ack.AvailableWindow)),
                ($"{Command}.fack.channelcookie", c.Ack.ChannelCookie.ToString()),
            ],
            ConnectionTimeoutCommand c => [($"{Command}.connectiontimeout", Text(c.Milliseconds))],
            CookieCommand c => [($"{Command}.cookie", c.Cookie.ToString())],
            ChannelLifetimeCommand c => [($"{Command}.channellifetime", Text(c.ChannelLifetime))],
            ClientKeepaliveCommand c => [($"{Command}.clientkeepalive", Text(c.ClientKeepalive))],
            VersionCommand c => [($"{Command}.version", Text(c.Version))],
            PaddingCommand c => [($"{Command}.padding.conformancecount", Text((uint)c.ConformanceCount))],
            ClientAddressCommand { Address: { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } address } =>
                [($"{Command}.addrtype", "0"), ("dcerpc.cmd_client_ipv4", address.ToString())],
            ClientAddressCommand c => [($"{Command}.addrtype", "1"), ("dcerpc.cmd_client_ipv6", c.Address.ToString())],
            AssociationGroupIdCommand c => [($"{Command}.associationgroupid", c.AssociationGroupId.ToString())],
            DestinationCommand c => [($"{Command}.forwarddestination", Text((uint)c.Destination))],
            PingTrafficSentNotifyCommand c => [($"{Command}.pingtrafficsentnotify", Text(c.PingTrafficSent))],
            _ => [],
        };
        foreach ((string Field, string Value) value in values)
        {
            yield return value;
        }
    }

    private static IEnumerable<string> Values(IReadOnlyDictionary<string, string[]> seen, string field)
    {
        if (!seen.TryGetValue(field, out string[]? values))
        {
            return [];
        }

        return _textFields.Contains(field) ? values : values.Select(value => Text(TestKit.Tshark.Number(value)));
    }

    private static uint Number(IReadOnlyDictionary<string, string[]> seen, string field) =>
        TestKit.Tshark.Number(Assert.Single(seen[field]));

    private static string Text(uint value) => value.ToString(CultureInfo.InvariantCulture);

    private static RtsPdu Read(string name)
    {
        Assert.Equal(RtsFault.None, RtsPduReader.Read(TestKit.Vectors.Load(name), out RtsPdu? pdu));
        return pdu!;
    }
}
