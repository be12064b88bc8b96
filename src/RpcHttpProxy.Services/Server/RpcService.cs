namespace RpcHttpProxy.Services;

/// <summary>What a server offers on all its connections, and within which bounds.</summary>
public sealed record RpcService(IReadOnlyList<IRpcInterface> Interfaces)
{
    private const long DefaultMaxRequestStubs = 512L * 1024 * 1024;

    private readonly long _maxRequestStubs = DefaultMaxRequestStubs;

    /// <summary>The largest PDU sent and received, in octets: 1 432 to 65 535. The peer may lower it for its connection.</summary>
    public int MaxFragment { get; init; } = FragmentSize.Default;

    /// <summary>The longest stub of a request, in octets; a longer one faults with rpc_s_access_denied ([MS-RPCE] 3.3.3.5.4).</summary>
    public int MaxRequestStub { get; init; } = EchoInterface.OctetsOffset + EchoInterface.MaxOctets;

    /// <summary>
    /// Octets that the stubs of requests may take on all connections together; what exceeds them faults with nca_s_fault_remote_no_memory.
    /// Ours: ten of the longest at once, since a buffer is rounded up and the one it grows out of is held meanwhile.
    /// </summary>
    public long MaxRequestStubs
    {
        get => _maxRequestStubs;
        init
        {
            _maxRequestStubs = value;
            Budget = new StubBudget(value);
        }
    }

    /// <summary>How long a request may take from its first fragment to its last; a slower one ends its connection. Ours.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>sec_addr of the bind_ack: usually the port in decimal digits, and ignored by clients ([MS-RPCE] 3.3.1.5.5).</summary>
    public string SecondaryAddress { get; init; } = "";

    /// <summary>What mgmt tells of this server.</summary>
    public RpcStatistics Statistics { get; init; } = new();

    /// <summary>What the stubs of requests take.</summary>
    internal StubBudget Budget { get; private init; } = new(DefaultMaxRequestStubs);

    /// <summary>The backend's echo service: rpcecho, mgmt, and the checked sink for load, which mgmt doesn't tell of.</summary>
    public static RpcService Echo()
    {
        var statistics = new RpcStatistics();
        var management = new ManagementInterface([EchoInterface.Syntax], statistics);
        return new RpcService([new EchoInterface(), new CheckedSinkInterface(), management]) { Statistics = statistics };
    }
}
