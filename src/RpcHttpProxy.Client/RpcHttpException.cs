using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client;

/// <summary>The other side of an RPC over HTTP exchange failed. The message says who and how.</summary>
public class RpcHttpException : Exception
{
    public RpcHttpException()
    {
    }

    public RpcHttpException(string message)
        : base(message)
    {
    }

    public RpcHttpException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    internal RpcHttpException(string message, ProxyRefusal? refusal, Exception? inner)
        : base(message, inner) => (StatusCode, RpcError, ExtendedError) = (refusal?.StatusCode, refusal?.RpcError, refusal?.ExtendedError ?? []);

    /// <summary>The HTTP status a proxy refused with; null when there was no answer.</summary>
    public int? StatusCode { get; }

    /// <summary>The Windows error code of <c>503 RPC Error: hex</c> (2.1.2.1.3; names in <see cref="Win32RpcError"/>); null when none came.</summary>
    public uint? RpcError { get; }

    /// <summary>What else the proxy told ([MS-EERR], <see cref="ExtendedErrorText"/>): the error's records, its root last; may be empty.</summary>
    public IReadOnlyList<ExtendedErrorInfo> ExtendedError { get; } = [];
}
