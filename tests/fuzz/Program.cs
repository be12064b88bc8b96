using System.CommandLine;
using RpcHttpProxy.Fuzz;
using RpcHttpProxy.Fuzz.Guidance;
using RpcHttpProxy.Fuzz.Targets;
using RpcHttpProxy.TestKit;

IReadOnlyList<FuzzTarget> all = FuzzTargets.All();
var inputs = new Option<long?>("--inputs") { Description = "how many inputs each target gets; 1000000 unless --seconds is given" };
var seconds = new Option<double?>("--seconds") { Description = "how long all targets together may take: each gets its part" };
var guided = new Option<bool>("--guided") { Description = "instruments the parsers, and mutates further what takes a new branch" };
var seed = new Option<int>("--seed") { Description = "where chance begins: a seed gives the same inputs each time, unless --guided is given", DefaultValueFactory = _ => 1 };
var names = new Option<string[]>("--target") { Description = "one or several; all when none is named", AllowMultipleArgumentsPerToken = true };
names.AcceptOnlyFromAmong([.. all.Select(target => target.Name)]);
var replay = new Option<string?>("--replay") { Description = "feeds one input, in hexadecimal, to --target" };

var command = new RootCommand("Feeds parsers what strangers might send. Exit code 1 when one breaks a promise, with the input that made it.")
{
    inputs, seconds, guided, seed, names, replay,
};
command.SetAction(arguments =>
{
    if (arguments.GetValue(guided) && !InstrumentedContext.IsCurrent)
    {
        return InstrumentedContext.OfParsers().RunProgram(args);
    }

    string[] named = arguments.GetValue(names) is { Length: > 0 } some ? some : [.. all.Select(target => target.Name)];
    FuzzTarget[] targets = [.. all.Where(target => named.Contains(target.Name))];
    TimeSpan? time = arguments.GetValue(seconds) is { } whole ? TimeSpan.FromSeconds(whole / targets.Length) : null;
    long most = arguments.GetValue(inputs) ?? (time is null ? 1_000_000 : long.MaxValue);
    return arguments.GetValue(replay) is { } hex
        ? targets.Count(target => !Replay(target, Hex.Parse(hex))) > 0 ? 1 : 0
        : targets.Count(target => !Fuzz(target, most, time, arguments.GetValue(seed))) > 0 ? 1 : 0;
});
return command.Parse(args).Invoke();

static bool Fuzz(FuzzTarget target, long inputs, TimeSpan? time, int seed)
{
    var run = new FuzzRun(target, seed)
    {
        Coverage = InstrumentedContext.IsCurrent ? new BranchCoverage() : null,
        OnHang = input => Environment.Exit(Tell(target, "to end", input)),
        OnProgress = (done, outcomes) => Console.Error.WriteLine($"{target.Name}: {done} inputs, {outcomes} outcomes"),
    };
    FuzzResult result = run.Run(inputs, time);
    if (result.Failure is not null)
    {
        Tell(target, result.Failure, result.Input!);
        return false;
    }

    Console.WriteLine(
        $"{target.Name,-16}{result.Inputs,12} inputs in {result.Elapsed.TotalSeconds,6:0.0} s  {result.Outcomes,5} outcomes  {result.Branches,5} branches  {result.Kept,5} kept  "
        + $"slowest {result.Slowest.TotalMilliseconds,5:0.0} ms  most allocated {result.MostAllocated,6} bytes");
    return true;
}

static bool Replay(FuzzTarget target, byte[] input)
{
    target.WarmUp();
    string? failure = new FuzzRun(target, 0) { OnHang = _ => { } }.Feed(input);
    Console.WriteLine($"{target.Name}: {failure ?? "every promise kept"}");
    return failure is null;
}

static int Tell(FuzzTarget target, string promise, byte[] input)
{
    Console.WriteLine($"{target.Name} FAILED: promised {promise}");
    Console.WriteLine($"  --target {target.Name} --replay {Convert.ToHexStringLower(input)}");
    return 1;
}
