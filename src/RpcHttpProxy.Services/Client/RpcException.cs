namespace RpcHttpProxy.Services;

/// <summary>A bind or a call came to nothing for a reason that lies with the server or the connection.</summary>
public abstract class RpcException : Exception
{
    private protected RpcException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
