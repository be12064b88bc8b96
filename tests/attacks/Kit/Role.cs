using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>A proxy or a backend as a process, where it listens, and where it says how it is.</summary>
internal sealed class Role : IAsyncDisposable
{
    private Role(RunningTool tool, IPEndPoint endPoint, IPEndPoint admin) => (Tool, EndPoint, Admin) = (tool, endPoint, admin);

    public RunningTool Tool { get; }

    public IPEndPoint EndPoint { get; }

    public IPEndPoint Admin { get; }

    public static Task<Role> ProxyAsync(params string[] options) => StartAsync(new Launch(options), "proxy", "http://");

    /// <summary>A proxy that is started in a way of its own; the launch's arguments are further options.</summary>
    public static Task<Role> ProxyAsync(Launch launch, string protocol = "http://") => StartAsync(launch, "proxy", protocol);

    public static Task<Role> BackendAsync(params string[] options) => BackendAsync(new Launch(options));

    public static Task<Role> BackendAsync(Launch launch) => StartAsync(launch, "backend", "");

    /// <summary>Starts it without waiting for anything: it may refuse to run.</summary>
    public static Role Begin(Launch launch, string command, string protocol)
    {
        IPEndPoint endPoint = FreePort.Take(), admin = FreePort.Take();
        string[] arguments = [command, "--listen", $"{protocol}{endPoint}", "--admin", $"http://{admin}", .. launch.Arguments];
        return new Role(RunningTool.Start(launch with { Arguments = arguments }), endPoint, admin);
    }

    /// <summary>Whether its <c>/health</c> says that all is well, and it listens.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using Wire probe = await Wire.ConnectAsync(EndPoint);
            return (await Wire.AskAsync(Admin, Requests.Get("/health"))).Status == 200;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or TimeoutException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => Tool.DisposeAsync();

    private static async Task<Role> StartAsync(Launch launch, string command, string protocol)
    {
        Role role = Begin(launch, command, protocol);
        if (await Patience.ComesAsync(async () => role.Tool.HasEnded || await role.IsReadyAsync(), Patience.Limit) && !role.Tool.HasEnded)
        {
            return role;
        }

        await role.DisposeAsync();
        throw new InvalidOperationException($"It doesn't listen at {role.EndPoint} and {role.Admin}:\n{role.Tool.Said}");
    }
}
