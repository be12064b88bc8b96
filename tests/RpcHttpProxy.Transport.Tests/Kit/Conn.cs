using System.Net;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>The PDUs of one CONN sequence: what each peer says, with this connection's cookies.</summary>
internal sealed class Conn
{
    /// <summary>The largest there is: these peers acknowledge nothing.</summary>
    public const uint Window = 262_144;
    public const uint Timeout = 900_000;
    public const uint Lifetime = 1 << 30;

    public RtsCookie Cookie { get; init; } = RtsCookie.CreateRandom();

    public RtsCookie In { get; } = RtsCookie.CreateRandom();

    public RtsCookie Out { get; } = RtsCookie.CreateRandom();

    public RtsPdu A1 => RtsPdus.CONN_A1(Cookie, Out, Window);

    public RtsPdu A2 => RtsPdus.CONN_A2(Cookie, Out, Lifetime, Window);

    public RtsPdu A3 => RtsPdus.CONN_A3(Timeout);

    public RtsPdu B1 => RtsPdus.CONN_B1(Cookie, In, Lifetime, 300_000, default);

    public RtsPdu B2 => RtsPdus.CONN_B2(Cookie, In, Window, Timeout, default, IPAddress.Loopback);

    public RtsPdu B3 => RtsPdus.CONN_B3(Window);

    public RtsPdu C1 => RtsPdus.CONN_C1(Window, Timeout);

    public RtsPdu C2 => RtsPdus.CONN_C2(Window, Timeout);

    /// <summary>What a client names its channels: <see cref="In"/>, <see cref="Out"/>, then others.</summary>
    public Func<RtsCookie> ChannelCookies()
    {
        Queue<RtsCookie> first = new([In, Out]);
        return () => first.TryDequeue(out RtsCookie cookie) ? cookie : RtsCookie.CreateRandom();
    }

    /// <summary>The PDU of a kind.</summary>
    public RtsPdu Of(RtsPduKind kind) => kind switch
    {
        RtsPduKind.CONN_A1 => A1,
        RtsPduKind.CONN_A2 => A2,
        RtsPduKind.CONN_A3 => A3,
        RtsPduKind.CONN_B1 => B1,
        RtsPduKind.CONN_B2 => B2,
        RtsPduKind.CONN_B3 => B3,
        RtsPduKind.CONN_C1 => C1,
        RtsPduKind.CONN_C2 => C2,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no PDU of the CONN sequence"),
    };
}
