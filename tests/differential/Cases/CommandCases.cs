using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using RpcHttpProxy.Differential.Tests.Comparison;
using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Tools;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>Commands of the tool: exit code, standard output, standard error.</summary>
internal static partial class CommandCases
{
    /// <summary>TAKEN is an address that the tests listen at, FOLDER one of the build's own.</summary>
    private static readonly string[] s_commandLines =
    [
        "", "bogus", "--version", "--help",
        "proxy --help", "backend --help", "demo --help", "echo --help", "determine --help", "open --help", "call --help", "trace --help", "diagrams --help",
        "simulate --help", "bench --help", "bench call --help", "user --help", "user add --help",
        "simulate --seeds 0", "simulate --seed 1 --seeds 2",
        "echo", "echo --proxy nowhere", "echo --proxy https://proxy --user alice", "echo --proxy https://proxy --password-stdin", "echo --proxy https://proxy --auth ntlm",
        "echo --proxy https://proxy --auth digest", "echo --proxy http://proxy --user alice --password-stdin", "echo --proxy https://proxy --ca /there/is/no/such.pem",
        "echo --proxy https://proxy --ca /dev/null", "echo --proxy https://proxy --client-cert /dev/null", "echo --proxy http://proxy --method sideways",
        "echo --proxy http://127.0.0.1:1", "determine --proxy http://proxy --http-proxy ftp://gateway",
        "open --inbound https://proxy --server a:1 --user alice", "open --inbound http://proxy", "open --inbound http://proxy --server nonsense",
        "open --inbound http://proxy --server a:1 --window 1", "open --inbound http://proxy --server a:1 --receive-window 5G",
        "open --inbound http://proxy --server a:1 --channel-lifetime 1k", "open --inbound http://proxy --server a:1 --keep-alive 1",
        "open --inbound http://proxy --server a:1 --keep-alive soon", "open --inbound http://127.0.0.1:1 --server a:1",
        "call --inbound http://proxy --server a:1", "call --inbound http://proxy --server a:1 dance", "call --inbound http://proxy --server a:1 addone",
        "call --inbound http://proxy --server a:1 addone 4294967296", "call --inbound http://proxy --server a:1 sink much", "call --inbound http://proxy --server a:1 mgmt 1",
        "proxy", "proxy --listen ftp://here --allow nonsense", "proxy --role sideways", "proxy --listen http://127.0.0.1:0 --channel-lifetime 64k",
        "proxy --listen http://127.0.0.1:0 --receive-window 1M", "proxy --set nonsense", "proxy --log-level loud",
        "proxy --set Proxy:AllowedTargets=a:1", "backend --set Backend:Endpoints:0:Listn=127.0.0.1:1", "proxy --set Proxy:SetupTimeout=soon --listen http://127.0.0.1:0",
        "proxy --listen http://TAKEN", "proxy --listen http://192.0.2.1:0 --auth anonymous", "proxy --listen http://127.0.0.1:0 --admin http://TAKEN",
        "proxy --listen https://127.0.0.1:0 --cert /there/is/no/such.pem --key /there/is/no/such.key", "proxy --listen http://127.0.0.1:0 --auth basic",
        "backend", "backend --service echo", "backend --listen 127.0.0.1:0 --receive-window 1", "backend --listen 127.0.0.1:0 --service tea",
        "backend --listen 127.0.0.1:0 --service echo --service echo", "backend --listen TAKEN", "backend --listen 192.0.2.1:0",
        "trace", "trace /there/is/no/such/directory", "trace / --format poem",
        "user list --users FOLDER/none", "user remove --users FOLDER/none alice", "user add --users FOLDER/new bob --no-password --group staff", "user list --users FOLDER/new",
        "user remove --users FOLDER/new bob", "user list --users FOLDER/new",
        "diagrams --check /there/is/no/such/directory",
    ];

    /// <summary>What a proxy answers, and commands that hear it.</summary>
    private static readonly (string Name, string Answer)[] s_answers =
    [
        ("404", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        ("200 of another server", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHi"),
        ("401", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n"),
        ("nothing", ""),
        ("RPC error 5", "HTTP/1.1 503 RPC Error: 5\r\nContent-Length: 0\r\n\r\n"),
        ("RPC error 6ba", "HTTP/1.0 503 RPC Error: 6ba\r\n\r\n"),
        ("RPC error that is none", "HTTP/1.0 503 RPC Error: hello\r\n\r\n"),
    ];

    public static IEnumerable<Case> All() =>
    [
        .. s_commandLines.Select((line, i) => Command($"{i:00} rpchttp {line}", script => RunAsync(script, line)) with { BothAtOnce = true }),
        .. from answer in s_answers
           from line in (string[])["echo --proxy http://TAKEN", "open --inbound http://TAKEN --server a:1"]
           select Command($"rpchttp {line}, answered with {answer.Name}", script => RunAnsweredAsync(script, line, answer.Answer)),
        Command("rpchttp call addone 41, through both proxies", async script =>
        {
            RoleProcess proxy = await script.UseAsync(Role.Both), backend = await script.UseAsync(Role.Backend);
            script.ForgetCounters();        // of two channels that a client closes at once, which one the server sees end first
            Note(script, await Run(script, "call", "--inbound", $"http://{proxy.Ports.Plain}", "--server", $"{backend.Ports.Plain}", "addone", "41"));
        }),
        Command("rpchttp call addone 41, of a server nobody allows", async script =>
        {
            RoleProcess proxy = await script.UseAsync(Role.Both);
            script.ForgetCounters();        // of its two channels the command gives up one when the other is refused
            Command refused = await Run(script, "call", "--inbound", $"http://{proxy.Ports.Plain}", "--server", "127.0.0.2:593", "addone", "41");
            Note(script, refused with { Errors = EitherProxy().Replace(refused.Errors, "a proxy, ") });    // both refuse; whose answer comes first is chance
        }),
    ];

    private static Case Command(string name, Func<Script, Task> run) => new(CaseClass.CommandLine, $"command: {name}", run);

    private static async Task RunAsync(Script script, string line) => Note(script, await Run(script, Words(script, line)));

    private static Task<Command> Run(Script script, params string[] words) => Tools.Command.RunAsync(script.Side.Tool, words);

    private static string[] Words(Script script, string line) =>
    [
        .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word
            .Replace("TAKEN", script.Servers.Server, StringComparison.Ordinal)
            .Replace("FOLDER", script.Side.Folder, StringComparison.Ordinal)),
    ];

    private static async Task RunAnsweredAsync(Script script, string line, string answer)
    {
        using var over = new CancellationTokenSource();
        Task answering = AnswerAsync(script.Servers.Listener, answer, over.Token);
        await RunAsync(script, line);
        await over.CancelAsync();
        await answering;
    }

    /// <summary>Answers each connection's first request, and closes.</summary>
    private static async Task AnswerAsync(Socket listener, string answer, CancellationToken over)
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptAsync(over);
                await client.ReceiveAsync(new byte[65_536], over);
                await client.SendAsync(Encoding.ASCII.GetBytes(answer), over);
                client.Shutdown(SocketShutdown.Send);
                while (await client.ReceiveAsync(new byte[65_536], over) > 0)
                {
                    ;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The command has ended.
        }
    }

    [GeneratedRegex("(inbound|outbound) proxy, ")]
    private static partial Regex EitherProxy();

    private static string Anonymous(string output) => Normalization.WithoutCookiesAndDurations(output);

    private static void Note(Script script, Command command)
    {
        script.Note($"exit code {command.ExitCode}");
        foreach (string line in Anonymous(command.Output).TrimEnd('\n').Split('\n'))
        {
            script.Note($"output: {line}");
        }

        foreach (string line in Anonymous(command.Errors).TrimEnd('\n').Split('\n'))
        {
            script.Note($"errors: {line}");
        }
    }
}
