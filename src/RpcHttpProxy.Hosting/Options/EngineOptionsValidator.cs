using Microsoft.Extensions.Options;
using RpcHttpProxy.Engine.Sockets;

namespace RpcHttpProxy.Hosting;

/// <summary>Lists every fault of <see cref="EngineOptions"/>.</summary>
internal sealed class EngineOptionsValidator : IValidateOptions<EngineOptions>
{
    public ValidateOptionsResult Validate(string? name, EngineOptions options)
    {
        var faults = new OptionsFaults(EngineOptions.Section);
        if (options.Carrier == EngineCarrier.Epoll && !EpollReactor.IsSupported)
        {
            faults.Add(nameof(options.Carrier), "this system has no epoll: Sockets.");
        }

        if (options.Reactors is < 1 or > EngineOptions.MostReactors)
        {
            faults.Add(nameof(options.Reactors), $"1 to {EngineOptions.MostReactors}.");
        }

        return faults.ToResult();
    }
}
