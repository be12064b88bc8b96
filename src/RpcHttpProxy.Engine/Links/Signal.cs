using System.Runtime.CompilerServices;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Engine.Links;

/// <summary>Awaited once, in a turn; set once, in a turn: then the one who waits goes on, in a turn of his own.</summary>
internal sealed class Signal(Reactor reactor) : ICriticalNotifyCompletion
{
    private Action? _continuation;

    public bool IsCompleted => false;

    public Signal GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => _continuation = continuation;

    public void UnsafeOnCompleted(Action continuation) => _continuation = continuation;

    public void Set() => reactor.Post(_continuation!);
}
