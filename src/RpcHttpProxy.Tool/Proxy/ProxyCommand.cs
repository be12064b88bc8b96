using System.CommandLine;
using RpcHttpProxy.Hosting;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Proxy;

/// <summary><c>rpchttp proxy</c>: an inbound proxy, an outbound proxy, or both.</summary>
internal sealed class ProxyCommand : ToolCommand
{
    private readonly Option<string?> _role = new("--role")
    {
        Description = "inbound takes RPC_IN_DATA, outbound RPC_OUT_DATA, both (the default) tells them apart by the method.",
        HelpName = "inbound|outbound|both",
    };

    private readonly Option<string[]> _listen = new("--listen")
    {
        Description = "Where to listen; may be given more than once. Port 0 takes a free one.",
        HelpName = "http[s]://ADDR:PORT",
    };

    private readonly EdgeArguments _edge;

    private readonly Option<string[]> _allow = new("--allow")
    {
        Description = "A server that clients may ask for; may be given more than once. All others are refused.",
        HelpName = "HOST:PORT[-PORT]",
    };

    private readonly Option<string[]> _map = new("--map")
    {
        Description = "A server that stands for another; may be given more than once.",
        HelpName = "NAME:PORT=HOST:PORT",
    };

    private readonly Option<long?> _lifetime = new("--channel-lifetime")
    {
        Description = "Lifetime of each OUT channel: its response's Content-Length, 128k to 2G; 1G when left out.",
        HelpName = "BYTES",
        CustomParser = result => ByteCount.Parse(result),
    };

    private readonly Option<int?> _window = HostArguments.ReceiveWindow("of clients' and servers' RPC PDUs");

    private readonly HostArguments _host;

    public ProxyCommand()
        : base(
            "proxy",
            "Runs an inbound proxy, an outbound proxy, or both (MS-RPCH 3.2.3, 3.2.4).",
            new Example(
                "rpchttp proxy --listen https://*:443 --cert proxy.pem --key proxy.key --auth basic --users users --allow '*.lab.example:6001-6004'",
                "Both proxies on one port, for four ports of the servers in lab.example and who has a password."),
            new Example(
                "rpchttp proxy --role inbound --listen http://*:8080 --auth anonymous --map localhost:3388=rdgw.lab.example:6001",
                "An inbound proxy for clients that always ask for localhost:3388, as FreeRDP does."),
            new Example(
                "rpchttp proxy --listen http://127.0.0.1:8080 --allow localhost:6001 --channel-lifetime 128k",
                "Its OUT channels are recycled every 128 KiB: watch it with `rpchttp trace`."))
    {
        _role.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "inbound", "outbound", "both");
        Options.Add(_role);
        Options.Add(_listen);
        _edge = new EdgeArguments(this);
        Options.Add(_allow);
        Options.Add(_map);
        Options.Add(_lifetime);
        Options.Add(_window);
        _host = new HostArguments(this);
        About = HostArguments.About;
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        _host.WarnOfFormerFile(arguments);
        if (_host.IsCheck(arguments))
        {
            return HostArguments.Tell(HostArguments.AsUsage(() => ProxyHost.Check(Read(arguments))), arguments);
        }

        await using ProxyHost host = HostArguments.AsUsage(() =>
        {
            ProxyHostSettings settings = Read(arguments);
            settings.ConfigurationFile = _host.File(arguments);
            settings.Reread = () => Read(arguments);
            return ProxyHost.Build(settings);
        });
        return await HostArguments.RunAsync(host.RunAsync, cancellation);
    }

    private ProxyHostSettings Read(ParseResult arguments)
    {
        ProxyHostSettings settings = ProxyHostSettings.From(_host.Load(arguments));
        _host.Apply(arguments, settings.Admin, settings.Trace, settings.Log);

        ProxyOptions proxy = settings.Proxy;
        proxy.Role = arguments.GetValue(_role) is { } role ? Enum.Parse<ProxyRoleChoice>(role, ignoreCase: true) : proxy.Role;
        proxy.OutChannelLifetime = arguments.GetValue(_lifetime) ?? proxy.OutChannelLifetime;
        proxy.ReceiveWindowSize = arguments.GetValue(_window) ?? proxy.ReceiveWindowSize;
        proxy.Listen = Given(_listen) ?? proxy.Listen;
        _edge.Apply(arguments, proxy);
        proxy.AllowedTargets = Given(_allow) ?? proxy.AllowedTargets;
        proxy.TargetMap = Given(_map) ?? proxy.TargetMap;
        return settings;

        string[]? Given(Option<string[]> option) => arguments.GetValue(option) is { Length: > 0 } values ? values : null;
    }
}
