using System.Net;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>A Kerberos realm of its own, LAB.EXAMPLE, with alice and the proxy in it. Nothing of the system is changed.</summary>
internal sealed class KerberosRealm : IAsyncDisposable
{
    private readonly ScratchDirectory _scratch;
    private readonly RunningProgram _kdc;

    private KerberosRealm(ScratchDirectory scratch, RunningProgram kdc) => (_scratch, _kdc) = (scratch, kdc);

    /// <summary>For the proxy.</summary>
    public string[] ProxyEnvironment => [$"KRB5_CONFIG={File("krb5.conf")}", $"KRB5_KTNAME=FILE:{File("proxy.keytab")}"];

    /// <summary>For alice, who has a ticket.</summary>
    public string[] ClientEnvironment => [$"KRB5_CONFIG={File("krb5.conf")}", $"KRB5CCNAME=FILE:{File("tickets")}"];

    /// <summary>For somebody who has none.</summary>
    public string[] StrangerEnvironment => [$"KRB5_CONFIG={File("krb5.conf")}", $"KRB5CCNAME=FILE:{File("no-tickets")}"];

    public static async Task<KerberosRealm> StartAsync()
    {
        var scratch = new ScratchDirectory();
        IPEndPoint listen = FreePort.Take();
        RunningProgram kdc = RunningProgram.Start(
            Path.Combine(RepositoryRoot.Path, "tests", "interop", "kdc.sh"), scratch.Path, $"{listen.Port}");
        var realm = new KerberosRealm(scratch, kdc);
        await kdc.ListensAsync(listen);
        await using RunningProgram kinit = RunningProgram.Start(
            "env", [.. realm.ClientEnvironment, "kinit", "-k", "-t", realm.File("alice.keytab"), "alice"]);
        (int exitCode, string said) = await kinit.EndsAsync();
        Assert.True(exitCode == 0, said);
        return realm;
    }

    public async ValueTask DisposeAsync()
    {
        await _kdc.DisposeAsync();
        _scratch.Dispose();
    }

    private string File(string name) => Path.Combine(_scratch.Path, name);
}
