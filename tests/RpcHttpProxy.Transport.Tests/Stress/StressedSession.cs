using System.Net;
using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Stress;

/// <summary>One session of two sockets, whose sizes, cuts and fate come from a seed: what was echoed is what was said, up to where it was cut off.</summary>
internal sealed class StressedSession(EndPoint server, int seed)
{
    private const int MostLines = 200;
    private const int LongestText = 150;
    private const int MostAtOnce = 3_000;

    private readonly Random _random = new(seed);
    private readonly StringBuilder _echo = new();
    private readonly StringBuilder _answer = new();
    private readonly Socket _in = New();
    private readonly Socket _out = New();

    public StressFate Fate { get; } = (StressFate)(seed % Enum.GetValues<StressFate>().Length);

    private bool IsOrderly => Fate is StressFate.Quits or StressFate.HalfClosesIn;

    /// <summary>Lives; throws when something was lost, doubled or mixed, or when it takes too long.</summary>
    public async Task RunAsync()
    {
        string[] said = [.. Enumerable.Range(0, _random.Next(1, MostLines)).Select(i => $"{seed} {i}: {new string('x', _random.Next(LongestText))}")];
        using var late = new CancellationTokenSource(ScriptedPeer.Patience);
        try
        {
            await ConnectAsync(late.Token);
            await TalkAsync(said, late.Token);
        }
        catch (Exception e) when (IsCutOff(e))
        {
            // Reset, by this side or by the other.
        }
        finally
        {
            Close();
        }

        Check(string.Concat(said.Select(line => line + "\n")));
    }

    private void Check(string said)
    {
        string echo = _echo.ToString();
        Assert.True(said.StartsWith(echo, StringComparison.Ordinal), $"seed {seed}, {Fate}: other bytes came than were sent");
        Assert.True(!IsOrderly || echo.Length == said.Length, $"seed {seed}, {Fate}: {echo.Length} of {said.Length} bytes came");
        Assert.True(!IsOrderly || _answer.ToString() == "BYE\n", $"seed {seed}, {Fate}: {_answer}");
    }

    private async Task ConnectAsync(CancellationToken late)
    {
        bool isInFirst = _random.Next(2) == 0;
        await OpenAsync(isInFirst ? _in : _out, isInFirst ? "IN" : "OUT", late);
        await OpenAsync(isInFirst ? _out : _in, isInFirst ? "OUT" : "IN", late);
    }

    private async Task OpenAsync(Socket socket, string half, CancellationToken late)
    {
        await socket.ConnectAsync(server, late);
        await SendAsync(socket, Fate == StressFate.Rubbish ? new string((char)_random.Next(128), _random.Next(400)) : $"{half} {seed}\n", late);
    }

    private async Task TalkAsync(string[] said, CancellationToken late)
    {
        Task echoing = Fate == StressFate.LeavesUnread ? Task.CompletedTask : ReadAsync(_out, _echo, late);
        Task answering = ReadAsync(_in, _answer, late);
        string bytes = string.Concat(said.Select(line => $"SAY {line}\n")) + (Fate == StressFate.Quits ? "QUIT\n" : "");
        int strikeAt = _random.Next(bytes.Length);
        strikeAt = Fate == StressFate.Crashes ? bytes.IndexOf('\n', strikeAt) + 1 : strikeAt; // CRASH is a line of its own.
        try
        {
            if (IsOrderly)
            {
                await SendAsync(_in, bytes, late);
            }
            else
            {
                await SendAsync(_in, bytes[..strikeAt], late);
                Strike();
                await SendAsync(_in, bytes[strikeAt..], late);
            }

            if (Fate == StressFate.HalfClosesIn)
            {
                _in.Shutdown(SocketShutdown.Send);
            }
            else if (!IsOrderly)
            {
                Close(); // What was said last has no answer to wait for.
            }
        }
        catch (Exception e) when (IsCutOff(e))
        {
            Close();
        }

        await Task.WhenAll(Quiet(echoing), Quiet(answering));
    }

    private void Strike()
    {
        switch (Fate)
        {
            case StressFate.HalfClosesOut:
                _out.Shutdown(SocketShutdown.Send);
                break;
            case StressFate.ResetsIn:
                _in.Close(0);
                break;
            case StressFate.ResetsOut:
                _out.Close(0);
                break;
            case StressFate.Crashes:
                _in.Send("CRASH\n"u8);
                break;
        }
    }

    /// <summary>Whole or cut, as chance has it.</summary>
    private async Task SendAsync(Socket socket, string text, CancellationToken late)
    {
        for (ReadOnlyMemory<byte> rest = Encoding.ASCII.GetBytes(text); !rest.IsEmpty;)
        {
            int count = _random.Next(4) > 0 ? rest.Length : _random.Next(1, Math.Min(rest.Length, MostAtOnce) + 1);
            rest = rest[await socket.SendAsync(rest[..count], SocketFlags.None, late)..];
        }
    }

    private async Task ReadAsync(Socket socket, StringBuilder into, CancellationToken late)
    {
        byte[] bytes = new byte[_random.Next(1, MostAtOnce)];
        while (await socket.ReceiveAsync(bytes, SocketFlags.None, late) is > 0 and var count)
        {
            into.Append(Encoding.ASCII.GetString(bytes, 0, count));
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private async Task Quiet(Task reading)
    {
        try
        {
            await reading;
        }
        catch (Exception e) when (IsCutOff(e))
        {
            // Reset, by this side or by the other: what came until then counts.
        }
    }

    private bool IsCutOff(Exception e) => !IsOrderly && e is SocketException or ObjectDisposedException;

    private void Close()
    {
        _in.Close(IsOrderly ? -1 : _random.Next(2) - 1);
        _out.Close(IsOrderly ? -1 : _random.Next(2) - 1);
    }

    private static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
