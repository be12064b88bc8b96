using System.Net;

namespace RpcHttpProxy.Protocol.Tests;

public class RtsPdusTests
{
    [Theory]
    [InlineData(8 * 1024, true)]
    [InlineData(256 * 1024, true)]
    [InlineData(8 * 1024 - 1, false)]
    [InlineData(256 * 1024 + 1, false)]
    public void A_receive_window_is_8_to_256_KiB(uint window, bool allowed) =>
        AssertFactory(allowed, "receiveWindowSize", () => RtsPdus.CONN_B3(window));

    [Theory]
    [InlineData(128u * 1024, true)]
    [InlineData(2u * 1024 * 1024 * 1024, true)]
    [InlineData(128u * 1024 - 1, false)]
    [InlineData(2u * 1024 * 1024 * 1024 + 1, false)]
    public void A_channel_lifetime_is_128_KiB_to_2_GiB(uint lifetime, bool allowed) =>
        AssertFactory(allowed, "channelLifetime",
            () => RtsPdus.CONN_A2(Sample.VirtualConnection, Sample.OutChannel, lifetime, Sample.Window));

    [Theory]
    [InlineData(120_000, true)]
    [InlineData(14_400_000, true)]
    [InlineData(119_999, false)]
    [InlineData(14_400_001, false)]
    public void A_connection_timeout_is_two_minutes_to_four_hours(uint timeout, bool allowed) =>
        AssertFactory(allowed, "connectionTimeout", () => RtsPdus.CONN_A3(timeout));

    [Theory]
    [InlineData(0, true)]
    [InlineData(60_000, true)]
    [InlineData(uint.MaxValue, true)]
    [InlineData(1, false)]
    [InlineData(59_999, false)]
    public void A_keepalive_is_zero_or_at_least_a_minute(uint keepalive, bool allowed) =>
        AssertFactory(allowed, "clientKeepalive", () => RtsPdus.KeepAlive(keepalive));

    // [rpch 2.2.3.5.9/1]
    [Theory]
    [InlineData(0, true)]
    [InlineData(65_507, true)] // 65 535 in all
    [InlineData(-1, false)]
    [InlineData(65_508, false)]
    public void Padding_fills_at_most_what_frag_length_can_say(int length, bool allowed) =>
        AssertFactory(allowed, "paddingLength", () => RtsPdus.OUT_R2_C1(length));

    // [rpch 2.2.3.5.9/2]
    [Theory]
    [InlineData(0, true)]
    [InlineData(65_535, true)]
    [InlineData(-1, false)]
    [InlineData(65_536, false)]
    public void A_padding_command_has_at_most_65_535_bytes_to_fill(int length, bool isInRange) =>
        Assert.Equal(isInRange, new PaddingCommand(length).IsInRange);

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void A_destination_is_one_of_four(uint destination, bool allowed) =>
        AssertFactory(allowed, "destination", () => RtsPdus.FlowControlAckWithDestination((ForwardDestination)destination, Sample.Ack));

    [Theory]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")] // Kestrel on a dual-mode socket
    [InlineData("fe80::1%5", "fe80::1")] // a scope means nothing to another host
    [InlineData("::1", "::1")]
    public void A_client_address_goes_out_as_another_host_would_write_it(string seen, string sent)
    {
        RtsPdu made = RtsPdus.CONN_B2(
            Sample.VirtualConnection, Sample.InChannel, Sample.Window, Sample.ConnectionTimeout, Sample.AssociationGroup,
            IPAddress.Parse(seen));
        Assert.Equal(IPAddress.Parse(sent), made.ClientAddress);

        Assert.Equal(RtsFault.None, RtsPduReader.Read(made.ToArray(), out RtsPdu? read));
        Assert.Equal(made, read);
    }

    // [rpch 2.2.3.5.6/3]
    [Theory]
    [InlineData(0, 300_000)]
    [InlineData(60_000, 60_000)]
    public void A_keepalive_of_zero_means_five_minutes(uint sent, uint meant) =>
        Assert.Equal(meant, new ClientKeepaliveCommand(sent).Effective);

    // [rpch 2.2.4.45/1-7]
    [Fact]
    public void OUT_R2_C1_is_as_long_as_OUT_R1_A11() => Assert.Equal(RtsPdus.OUT_R1_A11().Length, RtsPdus.OUT_R2_C1().Length);

    [Fact]
    public void A_nonreplacement_OUT_request_holds_exactly_CONN_A1() => // Content-Length 76, 2.1.2.1.2
        Assert.Equal(76, RtsPdus.CONN_A1(Sample.VirtualConnection, Sample.OutChannel, Sample.Window).Length);

    // [rpch 2.1.2.1.2/7]
    [Fact]
    public void A_replacement_OUT_request_holds_exactly_A3_and_A11() => // Content-Length 120, 2.1.2.1.2
        Assert.Equal(120,
            RtsPdus.OUT_R1_A3(Sample.VirtualConnection, Sample.Predecessor, Sample.Successor, Sample.Window).Length
            + RtsPdus.OUT_R1_A11().Length);

    [Fact]
    public void PDUs_that_say_the_same_are_equal_whatever_they_are_called()
    {
        Assert.Equal(RtsPdus.CONN_C1(Sample.Window, Sample.ConnectionTimeout), RtsPdus.CONN_C2(Sample.Window, Sample.ConnectionTimeout));
        Assert.Equal(RtsPdus.OUT_R1_A9().GetHashCode(), RtsPdus.OUT_R2_B1().GetHashCode());
        Assert.NotEqual(RtsPdus.OUT_R2_B1(), RtsPdus.OUT_R2_B3()); // one command, other flags
        Assert.NotEqual(RtsPdus.CONN_B3(Sample.Window), RtsPdus.CONN_B3(Sample.Window + 1));
    }

    [Fact]
    public void PDUs_that_differ_in_flags_or_in_a_command_are_told_apart_by_their_hash_codes()
    {
        Assert.NotEqual(RtsPdus.OUT_R2_B1().GetHashCode(), RtsPdus.OUT_R2_B3().GetHashCode());
        Assert.NotEqual(RtsPdus.CONN_B3(Sample.Window).GetHashCode(), RtsPdus.CONN_B3(Sample.Window + 1).GetHashCode());
    }

    [Fact]
    public void A_PDU_that_has_the_name_already_is_not_made_again()
    {
        RtsPdu pdu = RtsPdus.CONN_C2(Sample.Window, Sample.ConnectionTimeout);
        Assert.Same(pdu, pdu.Named(RtsPduKind.CONN_C2));
    }

    [Fact]
    public void Asking_for_what_a_PDU_does_not_have_names_the_PDU_and_what_it_lacks()
    {
        RtsPdu pdu = RtsPdus.CONN_B3(Sample.Window);
        Assert.Equal("CONN/B3 has no FlowControlAckCommand.", Assert.Throws<InvalidOperationException>(() => pdu.Ack).Message);
        Assert.Equal("CONN/B3 has no such cookie.", Assert.Throws<InvalidOperationException>(() => pdu.ChannelCookie).Message);
        Assert.StartsWith("CONN/A1 has not the shape CONN_B3.", Assert.Throws<ArgumentException>(() => pdu.Named(RtsPduKind.CONN_A1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_PDU_is_shown_with_its_name_and_the_values_of_its_commands() =>
        Assert.Equal(
            "FlowControlAckWithDestination {Destination=FDOutProxy, FlowControlAck=123456/45678/" + Sample.OutChannel + "}",
            RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDOutProxy, Sample.Ack).ToString());

    [Fact]
    public void A_PDU_needs_room_for_all_of_it() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RtsPdus.Ping().Write(new byte[RtsPdus.Ping().Length - 1]));

    private static void AssertFactory(bool allowed, string parameter, Func<RtsPdu> make)
    {
        if (allowed)
        {
            Assert.Equal(RtsFault.None, RtsPduReader.Read(make().ToArray(), out _));
        }
        else
        {
            Assert.Throws<ArgumentOutOfRangeException>(parameter, make);
        }
    }
}
