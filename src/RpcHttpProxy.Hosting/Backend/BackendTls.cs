using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Backend;

/// <summary>
/// TLS of the server's listening ports, with the certificate of the moment. Where proxies must show a certificate, a connection whose certificate is
/// not accepted any more is reset.
/// </summary>
internal sealed class BackendTls : IDisposable
{
    private readonly ConcurrentDictionary<TlsChannel, ShownChain> _open = [];
    private readonly OwnCertificate _certificate;
    private readonly CertificateTrust? _proxies;
    private readonly SslProtocols _versions;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Reads the files. Throws when one can't be used.</summary>
    /// <param name="options">The certificate, and whose certificates proxies must show, if any.</param>
    /// <param name="timeout">How long a handshake may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">The log.</param>
    public BackendTls(TlsOptions options, TimeSpan timeout, TimeProvider time, ILoggerFactory loggers)
    {
        (_timeout, _time, _logger) = (timeout, time, loggers.CreateLogger<BackendTls>());
        _versions = TlsVersions.TryParse(options.Versions, out SslProtocols versions) ? versions : throw new FormatException($"'{options.Versions}' is not {TlsVersions.Expected}.");
        _certificate = new OwnCertificate(options, time, loggers.CreateLogger<OwnCertificate>());
        if (options.ClientAuthorities is { } authorities)
        {
            _proxies = CertificateTrust.Read(authorities, options.ClientCrl, time, _logger);
            _proxies.Changed += ResetRevoked;
        }
    }

    /// <summary>Shakes hands; takes over the socket, whatever comes of it. Throws AuthenticationException, <see cref="IOException"/> or <see cref="OperationCanceledException"/>.</summary>
    public async Task<TlsChannel> AcceptAsync(Socket socket, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(_timeout, _time);
        await using CancellationTokenRegistration either = cancellation.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), late);
        long version = _proxies?.Version ?? 0;
        ShownChain? shown = null;
        CertificateFault? fault = null;
        SslServerAuthenticationOptions handshake = Handshake((leaf, chain, errors) =>
        {
            fault = leaf is null ? new CertificateFault("it has shown none", IsUnchecked: false) : _proxies!.FaultOf(chain, errors);
            shown = fault is null ? new ShownChain((X509Certificate2)leaf!, chain) : null;
            return fault is null;
        });
        try
        {
            TlsChannel channel = await TlsChannel.AcceptAsync(socket, handshake, late.Token);
            if (shown is not null)
            {
                _open[channel] = shown;
                if (_proxies!.Version != version)
                {
                    ResetRevoked(); // whose files have changed during the handshake
                }
            }

            return channel;
        }
        catch (AuthenticationException e) when (fault is not null)
        {
            throw new AuthenticationException($"the proxy's certificate isn't accepted: {fault.Text}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"no TLS came of it within {_timeout.TotalSeconds:0.###} s", e);
        }
    }

    /// <summary>The connection is over.</summary>
    public void Forget(TlsChannel channel) => _open.TryRemove(channel, out _);

    public void Dispose()
    {
        _certificate.Dispose();
        _proxies?.Dispose();
    }

    private SslServerAuthenticationOptions Handshake(Func<X509Certificate?, X509Chain?, SslPolicyErrors, bool> accepts)
    {
        var options = new SslServerAuthenticationOptions { ServerCertificateContext = _certificate.Context, EnabledSslProtocols = _versions };
        if (_proxies is not null)
        {
            options.ClientCertificateRequired = true;
            options.AllowTlsResume = false; // a resumed session shows nothing
            options.CertificateChainPolicy = _proxies.Policy(CertificateTrust.ClientAuthentication);
            options.RemoteCertificateValidationCallback = (_, leaf, chain, errors) => accepts(leaf, chain, errors);
        }

        return options;
    }

    /// <summary>Proxies are few, their connections many: each certificate is judged once.</summary>
    private void ResetRevoked()
    {
        foreach (var connections in _open.GroupBy(connection => connection.Value.Fingerprint))
        {
            CertificateFault? fault = FaultOf(connections.First().Value);
            if (fault is null or { IsUnchecked: true }) // a list that ran out, or isn't valid yet: nothing is revoked by that
            {
                continue;
            }

            foreach ((TlsChannel channel, _) in connections)
            {
                Log.ProxyRevoked(_logger, channel.Peer, fault.Text);
                channel.Abort();
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What can't be judged, for whatever reason, isn't trusted; and the next certificate's turn comes all the same.")]
    private CertificateFault? FaultOf(ShownChain shown)
    {
        try
        {
            return shown.Judge(_proxies!.Policy(CertificateTrust.ClientAuthentication), (_, chain, errors) => _proxies.FaultOf(chain, errors));
        }
        catch (Exception e)
        {
            return new CertificateFault($"its certificate can't be judged: {e.Message}", IsUnchecked: false);
        }
    }
}
