using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Hosting.Http1;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Http1;

/// <summary>The reader takes and refuses what Kestrel does: each head is given to both.</summary>
public sealed partial class HeadReaderTests(KestrelServer kestrel) : IClassFixture<KestrelServer>
{
    private static readonly HeadLimits _limits = new(
        KestrelServer.Limits.MaxRequestLine, KestrelServer.Limits.MaxHeaderBytes, KestrelServer.Limits.MaxHeaderCount);

    public static TheoryData<string> Heads => [.. HeadCases.All.Distinct()];

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task A_head_is_taken_or_refused_as_Kestrel_does(string head)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(head);

        (string expected, bool keeps) = await AskKestrelAsync(bytes, isEnd: false);
        (string said, bool isKept) = Read(bytes, 1_000_000, isEnd: false);

        Assert.True(expected == said && keeps == isKept, $"{head}\nKestrel: {expected} {keeps}\nReader:  {said} {isKept}");
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void A_head_is_read_the_same_byte_by_byte(string head)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(head);

        Assert.Equal(Read(bytes, 1_000_000, isEnd: false), Read(bytes, 1, isEnd: false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("G")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: p\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: p\r\n\r")]
    public async Task A_head_that_is_cut_off_is_refused_as_Kestrel_does(string head)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(head);

        string said = Read(bytes, 1_000_000, isEnd: true).Words;

        // Kestrel says nothing where it finds the FIN before it has looked at the bytes before it.
        Assert.Contains((await AskKestrelAsync(bytes, isEnd: true)).Words, new[] { said, "" });
        Assert.Equal(head.Trim().Length > 0, said.StartsWith("HTTP/1.1 400 Bad Request\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public void What_follows_a_head_is_left_and_the_next_head_is_read_from_it()
    {
        var reader = new HeadReader(_limits);
        var bytes = new ReadOnlySequence<byte>("RPC_IN_DATA /a HTTP/1.1\r\nHost: p\r\nContent-Length: 4\r\n\r\nbodyGET /b HTTP/1.0\r\n\r\nrest"u8.ToArray());

        Assert.Equal(HeadResult.Complete, reader.Read(ref bytes, false, out RequestHead? first, out _));
        bytes = bytes.Slice(first!.ContentLength!.Value);
        Assert.Equal(HeadResult.Complete, reader.Read(ref bytes, false, out RequestHead? second, out _));

        Assert.Equal(("/a", 4), (first.Target.Path, first.ContentLength));
        Assert.Equal(("/b", null), (second!.Target.Path, second.ContentLength));
        Assert.Equal("rest"u8.ToArray(), bytes.ToArray());
    }

    [Fact]
    public void Bytes_are_taken_as_far_as_they_are_understood_so_that_none_is_looked_at_again_for_ever()
    {
        var reader = new HeadReader(_limits);
        var bytes = new ReadOnlySequence<byte>("\r\n\r\nGET / HTTP/1.1\r\nHost: p\r\nX-Half"u8.ToArray());

        Assert.Equal(HeadResult.NeedMoreData, reader.Read(ref bytes, false, out _, out _));

        Assert.Equal("X-Half"u8.ToArray(), bytes.ToArray());
    }

    private async Task<(string Words, bool Keeps)> AskKestrelAsync(byte[] bytes, bool isEnd)
    {
        using RawClient client = await RawClient.ConnectAsync(kestrel.EndPoint);
        await client.SendAsync(bytes);
        if (isEnd)
        {
            await client.FinishAsync();
            return (WithoutDate(Encoding.Latin1.GetString(await client.ReadToEndAsync())), false);
        }

        byte[] first = await client.ReadAsync(4);
        if (first[0] != 'H')
        {
            return (Encoding.Latin1.GetString([.. first, .. await client.ReadToEndAsync()]), false);
        }

        string head = Encoding.Latin1.GetString(first) + await client.ReadToAsync("\r\n\r\n");
        bool keeps = !head.Contains("Connection: close\r\n", StringComparison.Ordinal);
        if (!head.StartsWith($"HTTP/1.1 {HeadWords.Status} ", StringComparison.Ordinal))
        {
            return (WithoutDate(head + Encoding.Latin1.GetString(await client.ReadToEndAsync())), keeps);
        }

        return (Encoding.UTF8.GetString(Convert.FromBase64String(Told().Match(head).Groups[1].Value)), keeps);
    }

    private static (string Words, bool Keeps) Read(byte[] bytes, int step, bool isEnd)
    {
        var reader = new HeadReader(_limits);
        int taken = 0;
        for (int given = Math.Min(step, bytes.Length); ; given = Math.Min(given + step, bytes.Length))
        {
            var buffer = new ReadOnlySequence<byte>(bytes, taken, given - taken);
            long before = buffer.Length;
            HeadResult result = reader.Read(ref buffer, isEnd && given == bytes.Length, out RequestHead? head, out HeadRefusal? refusal);
            taken += (int)(before - buffer.Length);
            switch (result)
            {
                case HeadResult.Complete:
                    return (Words(head!), head!.KeepsConnection);
                case HeadResult.Refused:
                    return (WithoutDate(Encoding.Latin1.GetString(refusal!.Response(DateTimeOffset.UnixEpoch))), false);
                case HeadResult.Ended:
                    return ("", false);
                case HeadResult.NeedMoreData when given == bytes.Length:
                    return ("more is awaited", false);
            }
        }
    }

    private static string Words(RequestHead head) => HeadWords.Of(
        head.Method, head.Target.Path, head.Target.Query, head.Version == RequestVersion.Http10, head.ContentLength,
        head.Names.Select(name => (name, string.Join('|', head[name].ToArray()))));

    private static string WithoutDate(string response) => Date().Replace(response, "Date: then\r\n");

    [GeneratedRegex("Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT\r\n")]
    private static partial Regex Date();

    [GeneratedRegex($"{HeadWords.Field}: (.*)\r\n")]
    private static partial Regex Told();
}
