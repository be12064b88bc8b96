namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>
/// What came of an attack. One that could not be carried out, on a machine that is too slow for it or because something else is broken, fails in
/// other words: <c>run</c> counts the two apart.
/// </summary>
internal static class Attack
{
    private const string Succeeded = "the attack succeeded: ";

    public static void IsHeldOff(bool isHeldOff, string otherwise) => Assert.True(isHeldOff, Succeeded + otherwise);
}
