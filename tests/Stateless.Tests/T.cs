namespace Stateless.Tests;

/// <summary>The triggers of all scenarios.</summary>
public enum T
{
    X,
    Y,
    Z,
    ProtocolError,
}
