using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.Client.Tests.Recycling;
using RpcHttpProxy.Services;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Client.Tests;

/// <summary>What the library's README shows compiles, runs, and does what it says.</summary>
public sealed class ExampleTests
{
    private const byte BindAck = 12;

    [Fact]
    public void The_README_shows_what_is_compiled_here()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src/RpcHttpProxy.Client/README.md"));
        string shown = readme.Split("```csharp")[1].Split("```")[0];
        string compiled = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests/RpcHttpProxy.Client.Tests/Example.cs"));
        Assert.Contains(Unindented(shown), Unindented(compiled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_gets_its_answer()
    {
        await using TwoNodes nodes = await TwoNodes.StartAsync();
        byte[] answer = await Example.AskAsync(nodes.Options("A"), await BindAsync(), CancellationToken.None).WaitAsync(TwoNodes.Patience);
        Assert.Equal((5, BindAck), (answer[0], answer[2]));
        await nodes.EmptyAsync();
    }

    [Fact]
    public async Task The_example_tells_that_there_is_no_way_to_the_server()
    {
        await using TwoNodes nodes = await TwoNodes.StartAsync();
        IOException told = await Assert.ThrowsAsync<IOException>(
            () => Example.AskAsync(nodes.Options("A", "127.0.0.1:1"), new byte[16], CancellationToken.None).WaitAsync(TwoNodes.Patience));
        Assert.Equal(503, Assert.IsType<RpcHttpOpenException>(told.InnerException).StatusCode);
    }

    [Fact]
    public async Task The_example_can_be_cancelled()
    {
        await using TwoNodes nodes = await TwoNodes.StartAsync();
        using CancellationTokenSource cancellation = new();
        Task<byte[]> asking = Example.AskAsync(nodes.Options("A"), default, cancellation.Token); // A server that was asked nothing answers nothing.
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TwoNodes.Patience));
        await nodes.EmptyAsync();
    }

    /// <summary>A bind PDU, as our own client of the echo service sends it.</summary>
    private static async Task<byte[]> BindAsync()
    {
        Pipe sent = new();
        Pipe answers = new();
        _ = new RpcCallChannel(new Duplex(answers.Reader, sent.Writer)).BindAsync(EchoInterface.Syntax);
        ReadResult result = await sent.Reader.ReadAsync().AsTask().WaitAsync(TwoNodes.Patience);
        return result.Buffer.ToArray();
    }

    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
