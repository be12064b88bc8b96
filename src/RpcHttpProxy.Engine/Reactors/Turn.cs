using System.Runtime.CompilerServices;

namespace RpcHttpProxy.Engine.Reactors;

/// <summary>Awaited, it continues in a turn of a reactor: never on the spot, so that what this turn has to write is written before.</summary>
public readonly struct Turn(Reactor reactor) : ICriticalNotifyCompletion
{
    /// <summary>Always false.</summary>
    public bool IsCompleted => false;

    /// <summary>This.</summary>
    public Turn GetAwaiter() => this;

    /// <summary>Nothing to give.</summary>
    public void GetResult()
    {
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => reactor.Post(continuation);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => reactor.Post(continuation);
}
