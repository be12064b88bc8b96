namespace RpcHttpProxy.Edge;

/// <summary>
/// The methods that a server knows, whichever path they are for (RFC 9110, 9.3; RFC 5789; [MS-RPCH] 2.1.2.1): where one of them isn't allowed, 405 says which are.
/// Any other is answered with 501, and so is CONNECT, which asks for no resource of ours. Methods have a case.
/// </summary>
internal static class KnownMethods
{
    private static readonly string[] s_all = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", EdgeRules.InMethod, EdgeRules.OutMethod];

    /// <summary>Whether the method is one of them.</summary>
    public static bool Contains(string method) => s_all.Contains(method);
}
