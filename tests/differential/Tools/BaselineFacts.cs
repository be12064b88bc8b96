namespace RpcHttpProxy.Differential.Tests.Tools;

/// <summary>A fact that needs the build of 0b02aca; skipped with the reason where there is none, unless nothing may be skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BaselineFactAttribute : FactAttribute
{
    public BaselineFactAttribute() => Skip = Builds.ReasonToSkip;
}

/// <summary>A theory that needs the build of 0b02aca.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BaselineTheoryAttribute : TheoryAttribute
{
    public BaselineTheoryAttribute() => Skip = Builds.ReasonToSkip;
}
