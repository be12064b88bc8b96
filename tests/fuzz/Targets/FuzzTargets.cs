namespace RpcHttpProxy.Fuzz.Targets;

/// <summary>Everything that reads what strangers send.</summary>
internal static class FuzzTargets
{
    /// <summary>New ones, which remember nothing.</summary>
    public static IReadOnlyList<FuzzTarget> All() =>
    [
        new FramerTarget(),
        new RtsTarget(),
        new RequestTargetTarget(),
        new EEInfoTarget(),
        new ReasonPhraseTarget(),
        new ResponseHeadTarget(),
        new AuthorizationTarget(),
        new PragmaTarget(),
    ];
}
