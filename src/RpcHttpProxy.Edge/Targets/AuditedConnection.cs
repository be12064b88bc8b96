using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>
/// Which virtual connection an audit line is about: the first eight digits of its cookie, which the lines and traces of all roles and of the client begin
/// with. Not all of it: whoever knows the cookie of a living connection could name it.
/// </summary>
internal readonly record struct AuditedConnection
{
    private readonly string? _digits;

    private AuditedConnection(string digits) => _digits = digits;

    /// <summary>The request hasn't named one yet.</summary>
    public static AuditedConnection None => default;

    /// <summary>The connection of a cookie.</summary>
    public static AuditedConnection Of(RtsCookie cookie) => new(cookie.ToShortString());

    /// <summary>With a space in front, or nothing.</summary>
    public override string ToString() => _digits is null ? "" : $" {_digits}";
}
