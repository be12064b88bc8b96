using System.Net.Security;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// One call of GSSAPI. It blocks, and may be given up: then nobody uses its context any more but the call itself, which disposes of it when it
/// returns.
/// </summary>
internal sealed class GssCall(string package, NegotiateAuthentication? begun, byte[] token)
{
    private readonly byte[] _token = token;
    private NegotiateAuthentication? _context = begun;
    private int _isLeft;

    /// <summary>The context, of a call that has returned.</summary>
    public NegotiateAuthentication Context => _context!;

    /// <summary>Makes the call.</summary>
    public (NegotiateAuthenticationStatusCode Status, byte[]? Answer) Run()
    {
        try
        {
            _context ??= new NegotiateAuthentication(new NegotiateAuthenticationServerOptions { Package = package });
            byte[]? answer = _context.GetOutgoingBlob(NtlmMessage.Complete(_token), out NegotiateAuthenticationStatusCode status);
            return (status, answer);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The call was given up, or has failed. Whoever leaves last, the caller or the call, disposes of the context.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _isLeft, 1) != 0)
        {
            _context?.Dispose();
        }
    }
}
