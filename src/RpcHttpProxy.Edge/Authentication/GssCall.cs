using RpcHttpProxy.Edge.Gss;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// One call of GSSAPI. It blocks, and may be abandoned at its deadline: from then on only the call itself uses its context, and disposes of it
/// when it returns.
/// </summary>
/// <param name="context">New, or where the client's tokens before this one went.</param>
/// <param name="token">The client's.</param>
/// <param name="binding">The channel binding of the client's connection; null where none is looked at.</param>
internal sealed class GssCall(GssContext context, byte[] token, byte[]? binding)
{
    private const int New = 0;
    private const int Running = 1;
    private const int Returned = 2;
    private const int Left = 3;

    private int _state;

    /// <summary>The context, of a call that has returned.</summary>
    public GssContext Context => context;

    /// <summary>Makes the call. Throws <see cref="OperationCanceledException"/> when it was given up before.</summary>
    public GssAnswer Run()
    {
        if (Interlocked.CompareExchange(ref _state, Running, New) != New)
        {
            throw new OperationCanceledException();
        }

        try
        {
            byte[] complete = NtlmMessage.Complete(token);
            return context.Accept(binding is null ? complete : NtlmBinding.WithoutLmResponse(complete), binding);
        }
        finally
        {
            if (Interlocked.CompareExchange(ref _state, Returned, Running) != Running)
            {
                context.Dispose(); // given up meanwhile
            }
        }
    }

    /// <summary>The caller needs the context no longer: it is disposed of, by the call when that is still running.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _state, Left) != Running)
        {
            context.Dispose();
        }
    }
}
