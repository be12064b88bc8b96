using System.Security.Claims;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Edge;

/// <summary>What becomes of a request: one of these, which its carrier carries out. Disposed of when that is done.</summary>
internal abstract record EdgeDecision : IDisposable
{
    private EdgeDecision()
    {
    }

    /// <summary>Who sent the request, anonymous or not; null when that wasn't settled.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>What the request holds of its client's share; null for nothing.</summary>
    public IDisposable? Share { get; init; }

    /// <summary>Gives the share back.</summary>
    public void Dispose() => Share?.Dispose();

    /// <summary>505: RPC over HTTP needs a connection of its own, which only HTTP/1.x has.</summary>
    public sealed record VersionNotSupported : EdgeDecision;

    /// <summary>401 with these values of <c>WWW-Authenticate</c> and no body. The connection goes on: the client answers on it.</summary>
    /// <param name="Challenges">Maybe several, the strongest first.</param>
    public sealed record Challenge(IReadOnlyList<string> Challenges) : EdgeDecision;

    /// <summary>The request is answered and the connection ends, whatever is still to come of a body.</summary>
    /// <param name="Response">The whole response, ready for the wire; ASCII.</param>
    public sealed record Refuse(string Response) : EdgeDecision;

    /// <summary>An echo request (2.1.2.1.5): its body is read and means nothing, the answer is the role's Echo RTS PDU, and the connection goes on.</summary>
    /// <param name="Role">The role that answers.</param>
    /// <param name="Proof">WWW-Authenticate's value in the response; null for none.</param>
    public sealed record Echo(RoleName Role, string? Proof) : EdgeDecision
    {
        /// <summary>What the answer's status line tells, where a virtual connection would be refused; null for success.</summary>
        public CloseReason? Refusal { get; init; }
    }

    /// <summary>A channel: the connection is the role's until it ends.</summary>
    /// <param name="Leg">ClientIn or ClientOut.</param>
    /// <param name="Grant">Who may reach which server.</param>
    public sealed record Carry(ChannelLeg Leg, ServerGrant Grant) : EdgeDecision
    {
        /// <summary>The length of the request's body in bytes.</summary>
        public required long ContentLength { get; init; }

        /// <summary>MinConnTimeout of an OUT channel request in milliseconds (2.1.2.1.2); 0 when it names none.</summary>
        public uint MinConnTimeout { get; init; }

        /// <summary>Content-Length of an OUT channel's response: the bytes the channel may carry.</summary>
        public long Lifetime { get; init; }

        /// <summary>WWW-Authenticate's value in an OUT channel's response; null for none.</summary>
        public string? Proof { get; init; }

        /// <summary>The response that tells why the channel came to nothing, ready for the wire.</summary>
        public required Func<CloseReason, string> Failure { get; init; }
    }
}
