using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.5.12/3] as 2.2.3.2 has it
/// <summary>The client's IP address as the inbound proxy sees it (2.2.3.5.12, 2.2.3.2).</summary>
public sealed record ClientAddressCommand(IPAddress Address) : RtsCommand
{
    /* +0 AddressType(4)  +4 ClientAddress(4 or 16)  then Padding(12).
       The address goes in network order: 2.2.3.2 says little-endian, Windows and Wireshark read 0A 01 02 03 as 10.1.2.3. */
    internal const int AddressTypeLength = sizeof(uint);
    // [rpch 2.2.3.2.1/1, 2.2.3.2.2/1] type 0 is IPv4, 1 is IPv6
    internal const uint AddressTypeIPv4 = 0;
    internal const uint AddressTypeIPv6 = 1;
    private const int IPv4Length = 4;
    private const int IPv6Length = 16;
    // [rpch 2.2.3.2.1/3, 2.2.3.2.2/3] padding is ignored
    private const int PaddingLength = 12;

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.ClientAddress;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength(IsIPv6 ? AddressTypeIPv6 : AddressTypeIPv4);

    private bool IsIPv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    private protected override string ValueText => Address.ToString();

    /// <summary>The address as another host would write it: IPv4 rather than IPv4-mapped IPv6, and without the scope of this host.</summary>
    internal static IPAddress Normalize(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());

    internal static int EncodedBodyLength(uint addressType) =>
        AddressTypeLength + (addressType == AddressTypeIPv6 ? IPv6Length : IPv4Length) + PaddingLength;

    // [rpch 2.2.3.2.1/2, 2.2.3.2.2/2] the address, in network order (reading-notes)
    internal static ClientAddressCommand ReadBody(ReadOnlySpan<byte> body)
    {
        bool isIPv6 = BinaryPrimitives.ReadUInt32LittleEndian(body) == AddressTypeIPv6;
        return new ClientAddressCommand(new IPAddress(body.Slice(AddressTypeLength, isIPv6 ? IPv6Length : IPv4Length)));
    }

    internal override void WriteBody(Span<byte> body)
    {
        body.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(body, IsIPv6 ? AddressTypeIPv6 : AddressTypeIPv4);
        Address.TryWriteBytes(body[AddressTypeLength..], out _);
    }
}
