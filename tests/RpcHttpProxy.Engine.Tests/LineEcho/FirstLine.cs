namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>What a link asks for: <c>IN token</c>, <c>IN token name</c> (the OUT link is opened by the server), <c>OUT token</c>.</summary>
/// <param name="IsIn">Which half.</param>
/// <param name="Token">Which session.</param>
/// <param name="Name">Whom the server opens OUT to; null where OUT comes by itself.</param>
internal sealed record FirstLine(bool IsIn, string Token, string? Name)
{
    /// <summary>Null when it is none.</summary>
    public static FirstLine? Parse(string line) => line.Split(' ') switch
    {
        ["IN", var token] => new FirstLine(true, token, null),
        ["IN", var token, var name] => new FirstLine(true, token, name),
        ["OUT", var token] => new FirstLine(false, token, null),
        _ => null,
    };

    /// <summary>The same number in every process, so that a test knows whose a token is.</summary>
    public static int HashOf(string token) => token.Sum(letter => letter);
}
