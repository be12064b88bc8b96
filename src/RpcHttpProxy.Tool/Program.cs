using System.Runtime.InteropServices;
using RpcHttpProxy.Tool.CommandLine;

// What a socket's readiness sets off goes on where it was noticed, not in the pool: nothing here blocks. Read once, by the first socket.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
Environment.SetEnvironmentVariable(InlineCompletions, Environment.GetEnvironmentVariable(InlineCompletions) ?? "1");

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

void Stop(PosixSignalContext context)
{
    // The second one is meant: let it kill.
    context.Cancel = signal is null;
    signal ??= context.Signal;
    stop.Cancel();
}
