using ArchUnitNET.Domain.Dependencies;

namespace RpcHttpProxy.Architecture.Tests;

/// <summary>Time is a parameter: who waits or looks at the time does so by a <see cref="TimeProvider"/> that was given to him.</summary>
public class TimeTests
{
    /* Somebody sits in front of it. */
    private const string Tool = "RpcHttpProxy.Tool";

    private static readonly string[] s_ownClock =
    [
        "System.DateTime::get_Now()", "System.DateTime::get_UtcNow()", "System.DateTimeOffset::get_Now()", "System.DateTimeOffset::get_UtcNow()",
        "System.Environment::get_TickCount", "System.Diagnostics.Stopwatch::", "System.Threading.Thread::Sleep(", "System.Threading.Timer::.ctor(",
        "System.Threading.Tasks.Task::Delay(System.TimeSpan)", "System.Threading.Tasks.Task::Delay(System.TimeSpan,System.Threading.CancellationToken)",
        "System.Threading.Tasks.Task::Delay(System.Int32", "System.Threading.Tasks.Task::WaitAsync(System.TimeSpan)",
        "System.Threading.Tasks.Task::WaitAsync(System.TimeSpan,System.Threading.CancellationToken)",
        "System.Threading.CancellationTokenSource::.ctor(System.TimeSpan)", "System.Threading.CancellationTokenSource::.ctor(System.Int32)",
    ];

    [Fact]
    public void Only_the_tool_has_a_clock_of_its_own()
    {
        string faults = string.Join('\n', UsesOfAnOwnClock().Where(use => !use.StartsWith(Tool, StringComparison.Ordinal)));
        Assert.True(faults.Length == 0, faults);
    }

    [Theory]
    [InlineData("Stopwatch::GetTimestamp(")]
    [InlineData("Task::Delay(System.TimeSpan)")]
    public void The_inspection_finds_what_it_looks_for(string call) =>
        Assert.Contains(UsesOfAnOwnClock(), use => use.StartsWith(Tool, StringComparison.Ordinal) && use.Contains(call, StringComparison.Ordinal));

    private static IEnumerable<string> UsesOfAnOwnClock() =>
        from type in OwnCode.Architecture.Types.Where(OwnCode.IsOwn)
        from call in type.Dependencies.OfType<MethodCallDependency>()
        let name = call.TargetMember.FullName
        where s_ownClock.Any(own => name.Contains(own, StringComparison.Ordinal))
        select $"{type.FullName}: {name}";
}
