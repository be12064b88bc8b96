using System.Diagnostics;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>The executable, as a user runs it.</summary>
internal static class RpcHttp
{
    private static readonly string s_tool = Path.Combine(AppContext.BaseDirectory, "rpchttp.dll");

    /// <summary>The words that run it.</summary>
    public static string[] Program => ["dotnet", s_tool];

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [s_tool, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience.Limit + Patience.Limit);
        }
        finally
        {
            process.Kill();
        }

        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a command that must succeed; what it printed.</summary>
    public static async Task<string> SucceedAsync(params string[] arguments)
    {
        (int exitCode, string output, string errors) = await RunAsync(arguments);
        Assert.True(exitCode == 0, $"rpchttp {string.Join(' ', arguments)} ended with {exitCode}:\n{output}{errors}");
        return output;
    }

    /// <summary>Starts a role, which runs until it is ended.</summary>
    public static RunningProgram Start(params string[] arguments) => RunningProgram.Start("dotnet", [s_tool, .. arguments]);
}
