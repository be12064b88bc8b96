using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Hosting.Files;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>What authorities have revoked, by lists in files: read again when these change, kept when they can't be read.</summary>
internal sealed class RevocationLists : IDisposable
{
    private readonly CrlOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WatchedFiles _files;
    private volatile RevocationList[] _all;
    private long _version;

    /// <summary>Reads the files. Throws when one can't be used.</summary>
    public RevocationLists(CrlOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _files = new WatchedFiles(options.Files, time, Reload);
        try
        {
            _all = Read(options);
            SayWhenExpired();
        }
        catch
        {
            _files.Dispose();
            throw;
        }
    }

    /// <summary>Changes whenever there are other lists.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>When the first of them is no longer valid, or the next one is; what was found by them holds until then.</summary>
    public DateTimeOffset Until
    {
        get
        {
            DateTimeOffset now = _time.GetUtcNow();
            return _all.SelectMany(list => (DateTimeOffset[])[list.From, list.Until]).Where(time => time >= now).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        }
    }

    /// <summary>There are other lists from now on.</summary>
    public event Action? Changed;

    /// <summary>Null when there are files, or none is named, and all can be used; else what is wrong with one.</summary>
    public static string? FaultOf(CrlOptions options)
    {
        foreach (string file in options.Files)
        {
            try
            {
                RevocationList.ReadAll(file);
            }
            catch (Exception e) when (IsOfTheFiles(e))
            {
                return $"'{file}' can't be used: {e.Message}";
            }
        }

        return options.AllowMissing && options.Files.Count == 0 ? "AllowMissing has no effect without Files." : null;
    }

    /// <summary>What the lists say against a chain that is trusted: the certificate first, its root last. Null for nothing.</summary>
    public CertificateFault? FaultOf(IReadOnlyList<X509Certificate2> chain)
    {
        RevocationList[] all = _all;
        for (int i = 0; i + 1 < chain.Count; i++)
        {
            if (FaultOf(chain[i], chain[i + 1], all) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    public void Dispose() => _files.Dispose();

    private CertificateFault? FaultOf(X509Certificate2 certificate, X509Certificate2 authority, RevocationList[] all)
    {
        RevocationList[] named = Array.FindAll(all, list => list.IsOfName(authority));
        RevocationList[] signed = Array.FindAll(named, list => list.IsSignedBy(authority));
        if (named.Length == 0)
        {
            return _options.AllowMissing ? null : new CertificateFault($"there is no revocation list of {authority.Subject}", IsUnchecked: true);
        }

        if (signed.Length == 0)
        {
            return new CertificateFault($"{named[0].Name} isn't signed by that authority", IsUnchecked: true);
        }

        DateTimeOffset now = _time.GetUtcNow();
        if (signed.Where(list => list.From <= now).MaxBy(list => list.From) is not { } newest)
        {
            return new CertificateFault($"{signed[0].Name} is not valid before {signed.Min(list => list.From):u}", IsUnchecked: true);
        }

        return newest.Contains(certificate) ? new CertificateFault($"{certificate.Subject} is revoked by {newest.Name}", IsUnchecked: false) // out of date or not
            : now > newest.Until ? new CertificateFault($"{newest.Name} was valid until {newest.Until:u}", IsUnchecked: true)
            : null;
    }

    private void Reload()
    {
        try
        {
            _all = Read(_options);
            Interlocked.Increment(ref _version);
            Log.RevocationListsReloaded(_logger, string.Join(", ", _options.Files), _all.Length);
            SayWhenExpired();
            Changed?.Invoke();
        }
        catch (Exception e) when (IsOfTheFiles(e))
        {
            Log.ReloadFailed(_logger, string.Join(", ", _options.Files), e.Message);
        }
    }

    private void SayWhenExpired()
    {
        foreach (RevocationList list in _all.Where(list => list.Until < _time.GetUtcNow()))
        {
            Log.RevocationListExpired(_logger, list.Name, list.Until);
        }
    }

    private static RevocationList[] Read(CrlOptions options) => [.. options.Files.SelectMany(RevocationList.ReadAll)];

    private static bool IsOfTheFiles(Exception e) => e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException; // the last: an empty name
}
