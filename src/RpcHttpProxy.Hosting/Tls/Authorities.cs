using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Hosting.Files;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Authorities that an operator trusts, and no others, from a PEM file: read again when it changes, kept when it can't be read.</summary>
internal sealed class Authorities : IDisposable
{
    private readonly string _file;
    private readonly ILogger _logger;
    private readonly WatchedFiles _files;
    private volatile X509Certificate2Collection _all;
    private long _version;

    /// <summary>Reads the file. Throws when it can't be used.</summary>
    public Authorities(string file, TimeProvider time, ILogger logger)
    {
        _file = file;
        _logger = logger;
        _files = new WatchedFiles([file], time, Reload);
        try
        {
            _all = CertificateFiles.ReadAuthorities(file);
        }
        catch
        {
            _files.Dispose();
            throw;
        }
    }

    /// <summary>Changes whenever others are trusted.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Others are trusted from now on.</summary>
    public event Action? Changed;

    /// <summary>Null when the file can be used; else what is wrong with it.</summary>
    public static string? FaultOf(string file)
    {
        try
        {
            CertificateFiles.ReadAuthorities(file);
            return null;
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            return e.Message;
        }
    }

    /// <summary>Has <paramref name="policy"/> trust them, and nobody else.</summary>
    public void Trust(X509ChainPolicy policy)
    {
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        CertificateFiles.Trust(policy, _all);
    }

    public void Dispose() => _files.Dispose();

    private void Reload()
    {
        try
        {
            _all = CertificateFiles.ReadAuthorities(_file);
            Interlocked.Increment(ref _version);
            Log.AuthoritiesReloaded(_logger, _file, _all.Count);
            Changed?.Invoke();
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            Log.ReloadFailed(_logger, _file, e.Message);
        }
    }

    private static bool IsOfTheFile(Exception e) => e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException; // the last: an empty name
}
