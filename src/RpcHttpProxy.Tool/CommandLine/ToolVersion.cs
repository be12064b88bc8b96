using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary><c>rpchttp 0.2.0-alpha.0.7+(commit)</c>: this assembly's version, whichever program runs it.</summary>
internal sealed class ToolVersion : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        string version = typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine($"rpchttp {version}");
        return ExitCodes.Done;
    }
}
