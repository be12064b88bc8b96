using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Hosting.Files;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>The certificate of ours that new connections are met with, or made with: read again when its files change, kept when they can't be read.</summary>
internal sealed class OwnCertificate : IDisposable
{
    private readonly CertificateOptions _options;
    private readonly ILogger _logger;
    private readonly WatchedFiles _files;
    private volatile SslStreamCertificateContext _context;

    /// <summary>Reads the files. Throws when they can't be used.</summary>
    public OwnCertificate(CertificateOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _files = new WatchedFiles([options.Certificate, options.Key, options.KeyPasswordFile], time, Reload);
        try
        {
            _context = Read(options);
            SayWhenOpen();
        }
        catch
        {
            _files.Dispose();
            throw;
        }
    }

    /// <summary>The certificate as it is now.</summary>
    public SslStreamCertificateContext Context => _context;

    /// <summary>Null when the files of <paramref name="options"/> can be used; else what is wrong with them.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Certificates hold memory only, and the connections that use them outlive their place here.")]
    public static string? FaultOf(CertificateOptions options)
    {
        try
        {
            Read(options);
            return null;
        }
        catch (Exception e) when (IsOfTheFiles(e))
        {
            return e.Message;
        }
    }

    public void Dispose() => _files.Dispose();

    private void Reload()
    {
        try
        {
            // The old one isn't disposed of: handshakes may be using it.
            _context = Read(_options);
            Log.CertificateReloaded(
                _logger, _options.Certificate!, _context.TargetCertificate.Subject, _context.TargetCertificate.NotAfter.ToUniversalTime());
            SayWhenOpen();
        }
        catch (Exception e) when (IsOfTheFiles(e))
        {
            Log.ReloadFailed(_logger, _options.Certificate!, e.Message);
        }
    }

    private void SayWhenOpen()
    {
        foreach (string file in new[] { _options.Key ?? _options.Certificate, _options.KeyPasswordFile }.OfType<string>())
        {
            SecretFile.SayWhenOpen(_logger, file);
        }
    }

    private static SslStreamCertificateContext Read(CertificateOptions options) =>
        CertificateFiles.Read(options.Certificate!, options.Key, options.KeyPasswordFile);

    private static bool IsOfTheFiles(Exception e) =>
        e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;
}
