using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

/// <summary>What tests of both ends of a TLS connection share: a server's certificate, and who signed it.</summary>
public abstract class TlsPairTests : IDisposable
{
    protected TlsPairTests() => Certificate = Authority.Server();

    protected TestCertificates Authority { get; } = new();

    protected X509Certificate2 Certificate { get; }

    protected static TimeSpan Soon => TimeSpan.FromSeconds(10);

    public void Dispose()
    {
        Certificate.Dispose();
        Authority.Dispose();
        GC.SuppressFinalize(this);
    }
}
