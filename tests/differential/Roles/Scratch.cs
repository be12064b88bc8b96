using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>A folder for one build's processes: certificate, users, traces.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rpchttp-differential-");

    public Scratch()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        var forOwner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            forOwner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(Key, forOwner);
        writer.Write(key.ExportPkcs8PrivateKeyPem());
    }

    public string Folder => _folder.FullName;

    public string Certificate => Path.Combine(Folder, "proxy.pem");

    public string Key => Path.Combine(Folder, "proxy.key");

    public string Users => Path.Combine(Folder, "users");

    public string TraceFolder(Role role) => Path.Combine(Folder, "traces", role.ToString());

    public void Dispose() => _folder.Delete(recursive: true);
}
