using System.Net.Security;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// One call of GSSAPI. It blocks, and may be abandoned at its deadline: from then on only the call itself uses its context, and disposes of it
/// when it returns.
/// </summary>
internal sealed class GssCall(string package, NegotiateAuthentication? begun, byte[] token)
{
    private const int New = 0;
    private const int Running = 1;
    private const int Returned = 2;
    private const int Left = 3;

    private readonly byte[] _token = token;
    private NegotiateAuthentication? _context = begun;
    private int _state;

    /// <summary>The context, of a call that has returned.</summary>
    public NegotiateAuthentication Context => _context!;

    /// <summary>Makes the call. Throws <see cref="OperationCanceledException"/> when it was given up before.</summary>
    public (NegotiateAuthenticationStatusCode Status, byte[]? Answer) Run()
    {
        if (Interlocked.CompareExchange(ref _state, Running, New) != New)
        {
            throw new OperationCanceledException();
        }

        try
        {
            _context ??= new NegotiateAuthentication(new NegotiateAuthenticationServerOptions { Package = package });
            byte[]? answer = _context.GetOutgoingBlob(NtlmMessage.Complete(_token), out NegotiateAuthenticationStatusCode status);
            return (status, answer);
        }
        finally
        {
            if (Interlocked.CompareExchange(ref _state, Returned, Running) != Running)
            {
                _context?.Dispose(); // given up meanwhile
            }
        }
    }

    /// <summary>The caller needs the context no longer: it is disposed of, by the call when that is still running.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _state, Left) != Running)
        {
            _context?.Dispose();
        }
    }
}
