namespace Stateless.Tests;

/// <summary>The states of all scenarios; which lie in which is up to the scenario.</summary>
public enum S
{
    A,
    B,
    C,
    Inner,
    Super,
    Outer,
    Finished,
}
