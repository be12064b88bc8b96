namespace RpcHttpProxy.Tool.Bench;

/// <summary>Where the load goes.</summary>
internal interface ILoadTarget
{
    /// <summary>Opens one connection: from CONN/A1 and CONN/B1 to CONN/C2.</summary>
    /// <param name="isBlocking">Whether its operations block: for a caller with threads of its own.</param>
    Task<LoadConnection> OpenAsync(bool isBlocking = false);
}
