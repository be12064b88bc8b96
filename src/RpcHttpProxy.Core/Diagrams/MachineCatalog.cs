using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.ProxyUse;
using RpcHttpProxy.Core.Server;
using Stateless.Reflection;

namespace RpcHttpProxy.Core.Diagrams;

/// <summary>A machine to be drawn: its name, its figure in [MS-RPCH], what it does, what it is made of.</summary>
public sealed record MachineDescription(string Name, string Figure, string Summary, StateMachineInfo Info);

// [rpch 3.2.2/1] the machines of the figures
/// <summary>Every machine of the protocol, as it runs.</summary>
public static class MachineCatalog
{
    /// <summary>The machines in the order of their figures.</summary>
    public static IReadOnlyList<MachineDescription> All { get; } =
    [
        new("ProxyUse", "Figure 23", "The client determines whether it needs an HTTP proxy.",
            new ProxyUseDetermination(ProxyUseDetermination.DefaultTimer, ProxyUseDetermination.DefaultDeadline).Info),
        new("ClientOpen", "Figure 24", "The client opens a virtual connection.", ClientOpenMachine.ForThisThread.Info),
        new("ClientInChannel", "Figure 25", "The client recycles its IN channel.", ClientInChannelMachine.ForThisThread.Info),
        new("ClientOutChannel", "Figure 26", "The client recycles its OUT channel.", ClientOutChannelMachine.ForThisThread.Info),
        new("InboundProxy", "Figure 27", "The inbound proxy.", InboundProxyMachine.ForThisThread.Info),
        new("OutboundProxy", "Figure 28", "The outbound proxy.", OutboundProxyMachine.ForThisThread.Info),
        new("ServerOpen", "Figure 29, box \"Connection Open\"", "The server opens a virtual connection.", ServerOpenMachine.ForThisThread.Info),
        new("ServerInChannel", "Figure 29, box \"IN CHANNEL Recycle\"", "The server takes a successor IN channel.",
            ServerInChannelMachine.ForThisThread.Info),
        new("ServerOutChannel", "Figure 29, box \"OUT CHANNEL Recycle\"", "The server recycles its OUT channel.",
            ServerOutChannelMachine.ForThisThread.Info),
    ];
}
