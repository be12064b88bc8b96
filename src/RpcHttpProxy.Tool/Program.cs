using System.Globalization;
using System.Runtime.InteropServices;
using RpcHttpProxy.Tool;
using RpcHttpProxy.Tool.CommandLine;

using NativeHeap heap = new();

// What a socket's readiness sets off goes on where it was noticed, not in the pool: nothing here blocks. And not on every processor: a relay
// shares them with what it relays between; a thread for each did no work faster on two and took a tenth of the set-ups (specs/performance.md).
// Read once, by the first socket.
Default("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
Default("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", Math.Max(1, Environment.ProcessorCount / 2).ToString(CultureInfo.InvariantCulture));

// Ctrl-C and SIGTERM end a command in order: a proxy closes its connections and leaves with 0, a client leaves as shells expect it.
using CancellationTokenSource stop = new();
PosixSignal? signal = null;
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    return await ToolRoot.RunAsync(args, Console.Out, Console.Error, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return signal == PosixSignal.SIGINT ? ExitCodes.Interrupted : ExitCodes.Terminated;
}

static void Default(string name, string value) => Environment.SetEnvironmentVariable(name, Environment.GetEnvironmentVariable(name) ?? value);

void Stop(PosixSignalContext context)
{
    // The second one is meant: let it kill.
    context.Cancel = signal is null;
    signal ??= context.Signal;
    stop.Cancel();
}
