namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>A response's status and the text of its head; status 0 is an end of the connection without a response.</summary>
internal sealed record Response(int Status, string Head)
{
    /// <summary>What a header says; null where there is none.</summary>
    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    /// <summary>The token that a scheme's challenge carries; null where it carries none.</summary>
    public byte[]? Token(string scheme) => Head.Split("\r\n")
        .Where(line => line.StartsWith($"WWW-Authenticate: {scheme} ", StringComparison.OrdinalIgnoreCase))
        .Select(line => Convert.FromBase64String(line[(line.LastIndexOf(' ') + 1)..]))
        .FirstOrDefault();

    public override string ToString() => Status == 0 ? "no response" : Head.Split("\r\n")[0];
}
