using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Hosting.Http1;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Http1;

/// <summary>The reader takes what Kestrel takes: each head is given to both.</summary>
public sealed partial class HeadReaderTests(KestrelServer kestrel) : IClassFixture<KestrelServer>
{
    private static readonly HeadLimits _limits = new(
        KestrelServer.Limits.MaxRequestLine, KestrelServer.Limits.HeaderBytes(withTickets: false), KestrelServer.Limits.MaxHeaderCount);

    public static TheoryData<string> Heads => [.. HeadCases.All.Distinct()];

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task A_head_is_taken_that_Kestrel_takes_and_no_other(string head)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(head);

        Assert.Equal(await AskKestrelAsync(bytes), Read(bytes, out _));
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void A_head_is_taken_when_it_is_whole_and_not_before(string head)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(head);
        string? whole = Read(bytes, out int length);

        Assert.All(Enumerable.Range(0, length), cut => Assert.Null(Read(bytes[..cut], out _)));
        Assert.Equal(whole, Read([.. bytes[..length], .. "behind"u8], out int same));
        Assert.True(whole is null || same == length);
    }

    [Fact]
    public void What_follows_a_head_is_left_and_the_next_head_is_read_from_it()
    {
        byte[] bytes = "\r\nRPC_IN_DATA /a HTTP/1.1\r\nHost: p\r\nContent-Length: 4\r\n\r\nbodyGET /b HTTP/1.0\r\n\r\nrest"u8.ToArray();
        var reader = new HeadReader(_limits);
        var rest = new ReadOnlySequence<byte>(bytes);

        Assert.True(reader.TryRead(rest, out RequestHead? first, out SequencePosition behind));
        rest = rest.Slice(behind).Slice(first.ContentLength!.Value);
        Assert.True(reader.TryRead(rest, out RequestHead? second, out behind));

        Assert.Equal(("/a", 4), (first.Target.Path, first.ContentLength));
        Assert.Equal(("/b", null), (second.Target.Path, second.ContentLength));
        Assert.Equal("rest"u8.ToArray(), rest.Slice(behind).ToArray());
    }

    /// <summary>What Kestrel has read of it; null where it has refused it, or waits for more.</summary>
    private async Task<string?> AskKestrelAsync(byte[] bytes)
    {
        using RawClient client = await RawClient.ConnectAsync(kestrel.EndPoint);
        await client.SendAsync(bytes);
        byte[] first = await client.ReadAsync(4);
        if (first[0] != 'H')
        {
            return null; // HTTP/2's refusal
        }

        string head = Encoding.Latin1.GetString(first) + await client.ReadToAsync("\r\n\r\n");
        return head.StartsWith($"HTTP/1.1 {HeadWords.Status} ", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(Told().Match(head).Groups[1].Value))
            : null;
    }

    /// <summary>What the reader has read of it, and how long that is.</summary>
    private static string? Read(byte[] bytes, out int length)
    {
        var all = new ReadOnlySequence<byte>(bytes);
        bool isRead = new HeadReader(_limits).TryRead(all, out RequestHead? head, out SequencePosition behind);
        length = isRead ? (int)all.Slice(0, behind).Length : 0;
        return isRead ? Words(head!) : null;
    }

    private static string Words(RequestHead head) => HeadWords.Of(
        head.Method, head.Target.Path, head.Target.Query, head.Version == RequestVersion.Http10, head.ContentLength,
        head.Names.Select(name => (name, string.Join('|', head[name].ToArray()))));

    [GeneratedRegex($"{HeadWords.Field}: (.*)\r\n")]
    private static partial Regex Told();
}
