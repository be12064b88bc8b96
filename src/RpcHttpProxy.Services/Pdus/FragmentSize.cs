namespace RpcHttpProxy.Services;

/// <summary>The sizes of fragments ([C706] 12.6.3.1, 12.6.4.1).</summary>
internal static class FragmentSize
{
    /// <summary>MustRecvFragSize: what every implementation takes, whatever it announces ([C706] 12.6.2).</summary>
    public const int Minimum = 1432;

    /// <summary>What Windows and Samba announce on TCP and HTTP: four times 1 460, an Ethernet frame's payload.</summary>
    public const int Default = 5840;

    public const int Maximum = ushort.MaxValue;

    /// <summary>The smaller of both sides' sizes, yet never below the minimum.</summary>
    public static ushort Agreed(int ours, int theirs) => (ushort)Math.Max(Minimum, Math.Min(ours, theirs));
}
