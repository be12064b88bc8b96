using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Authentication;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>What is valid in the access rules, and can hardly be meant.</summary>
internal static class AccessWarnings
{
    /// <summary>Whether every channel is refused.</summary>
    public static bool AllowsNothing(ProxyOptions options) => options.AllowedTargets.Count + options.TargetMap.Count + options.Rules.Count == 0;

    /// <summary>The groups that rules name and no user is in.</summary>
    public static IReadOnlyList<string> UnknownGroups(ProxyOptions options, IReadOnlyCollection<string> known) =>
        [.. options.Rules.SelectMany(rule => rule.Groups).Distinct().Where(group => !known.Contains(group, StringComparer.Ordinal))];

    /// <summary>Logs what there is. An application's store of users doesn't say which groups it has.</summary>
    public static void Tell(ILogger logger, ProxyOptions options, IUserStore users)
    {
        if (AllowsNothing(options))
        {
            Log.NothingAllowed(logger);
        }

        IReadOnlyCollection<string>? known = users switch
        {
            FileUserStore file => file.Groups,
            NoUsers => [],
            _ => null,
        };
        if (known is not null && UnknownGroups(options, known) is { Count: > 0 } unknown)
        {
            Log.GroupsUnknown(logger, string.Join(", ", unknown));
        }
    }
}
