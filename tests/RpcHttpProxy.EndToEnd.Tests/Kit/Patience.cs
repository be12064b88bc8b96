using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>How long a test waits for anything: longer than a busy machine needs, and never longer.</summary>
internal static class Patience
{
    public static TimeSpan Limit => Eventually.Patience;
}
