namespace RpcHttpProxy.Tool.Bench;

/// <summary>One kind of load, of a fixed amount.</summary>
internal interface IWork
{
    /// <summary>Does it once and tells the figures, always the same ones in the same order.</summary>
    Task<IReadOnlyList<Figure>> RunAsync(ILoadTarget target);
}
