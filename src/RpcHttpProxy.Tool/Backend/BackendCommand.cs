using System.CommandLine;
using RpcHttpProxy.Hosting;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Backend;

/// <summary><c>rpchttp backend</c>: the RPC over HTTP server.</summary>
internal sealed class BackendCommand : ToolCommand
{
    private readonly Option<string[]> _listen = new("--listen")
    {
        Description = "Where the proxies find the server; may be given more than once. Port 0 takes a free one.",
        HelpName = "ADDR:PORT",
    };

    private readonly Option<string[]> _service = new("--service")
    {
        Description = "echo: an RPC server of our own with rpcecho and mgmt. tcp:HOST:PORT: any ncacn_ip_tcp server. "
            + "One for all addresses, or one for each, in their order.",
        HelpName = "echo|tcp:HOST:PORT",
    };

    private readonly Option<FileInfo?> _certificate = new("--cert")
    {
        Description = "Speak TLS to the proxies, which then need --server-tls, with this certificate: PEM, or PKCS#12 with its key. "
            + "Read again when it changes.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _key = new("--key") { Description = "The certificate's private key: PEM.", HelpName = "FILE" };

    private readonly Option<FileInfo?> _clientAuthorities = new("--client-ca")
    {
        Description = "Take only proxies whose certificates these authorities vouch for: PEM, with their roots. Read again when it changes.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo[]> _clientLists = new("--client-crl")
    {
        Description = "Lists of what those authorities have revoked: PEM or DER; may be given more than once. Read again when they change.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _window = HostArguments.ReceiveWindow("of the inbound proxies' RPC PDUs");

    private readonly HostArguments _host;

    public BackendCommand()
        : base(
            "backend",
            "Runs the RPC over HTTP server, in front of an RPC server (MS-RPCH 3.2.5).",
            new Example("rpchttp backend --listen 127.0.0.1:6001 --service echo", "Something to try the proxies with."),
            new Example("rpchttp backend --listen '*:6001' --service tcp:dc1.lab.example:49152", "Makes a plain RPC server reachable over HTTP."))
    {
        Options.Add(_listen);
        Options.Add(_service);
        Options.Add(_certificate);
        Options.Add(_key);
        Options.Add(_clientAuthorities);
        Options.Add(_clientLists);
        Options.Add(_window);
        _host = new HostArguments(this);
        About = HostArguments.About.Replace("Proxy", "Backend", StringComparison.Ordinal);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        _host.WarnOfFormerFile(arguments);
        if (_host.IsCheck(arguments))
        {
            return HostArguments.Tell(HostArguments.AsUsage(() => BackendHost.Check(Read(arguments))), arguments);
        }

        await using BackendHost host = HostArguments.AsUsage(() => BackendHost.Build(Read(arguments)));
        return await HostArguments.RunAsync(host.RunAsync, cancellation);
    }

    private BackendHostSettings Read(ParseResult arguments)
    {
        BackendHostSettings settings = BackendHostSettings.From(_host.Load(arguments));
        _host.Apply(arguments, settings.Admin, settings.Trace, settings.Log);

        settings.Backend.ReceiveWindowSize = arguments.GetValue(_window) ?? settings.Backend.ReceiveWindowSize;

        settings.Backend.Tls.Certificate = arguments.GetValue(_certificate)?.FullName ?? settings.Backend.Tls.Certificate;
        settings.Backend.Tls.Key = arguments.GetValue(_key)?.FullName ?? settings.Backend.Tls.Key;

        settings.Backend.Tls.ClientAuthorities = arguments.GetValue(_clientAuthorities)?.FullName ?? settings.Backend.Tls.ClientAuthorities;
        if (arguments.GetValue(_clientLists) is { Length: > 0 } lists)
        {
            settings.Backend.Tls.ClientCrl.Files = [.. lists.Select(list => list.FullName)];
        }

        string[] listen = arguments.GetValue(_listen) ?? [];
        string[] services = arguments.GetValue(_service) ?? [];
        if (listen.Length == 0 && services.Length > 0)
        {
            throw new UsageException("--service needs --listen");
        }

        if (services.Length > 1 && services.Length != listen.Length)
        {
            throw new UsageException($"{listen.Length} addresses and {services.Length} services: give one service for all or one for each");
        }

        if (listen.Length > 0)
        {
            settings.Backend.Endpoints = [.. listen.Select((address, i) => new BackendEndpointOptions
            {
                Listen = address,
                Service = services.Length switch { 0 => "echo", 1 => services[0], _ => services[i] },
            })];
        }

        return settings;
    }
}
