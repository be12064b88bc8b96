using System.Net;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Targets;

/// <summary>Gives one answer after the other, the last one again and again, and counts the questions.</summary>
internal sealed class ScriptedResolver(params string[] answers) : INameResolver
{
    public int Questions { get; private set; }

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, string requester, CancellationToken cancellation)
    {
        string answer = answers[Math.Min(Questions++, answers.Length - 1)];
        return Task.FromResult<IReadOnlyList<IPAddress>>([.. answer.Split(' ').Select(IPAddress.Parse)]);
    }
}
