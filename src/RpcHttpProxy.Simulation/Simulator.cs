using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Invariants;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Reports;

namespace RpcHttpProxy.Simulation;

/// <summary>Runs seeds. The production code's sessions, links and reactors do the work, on one thread and a virtual clock.</summary>
public static class Simulator
{
    // Far more than any run needs: a run that doesn't end is a violation, too.
    private const long MaxSteps = 20_000_000;
    private const int LookEvery = 64;

    /// <summary>Runs one seed, with its transcript when it is wanted.</summary>
    public static SimulationResult Run(ulong seed, bool keepsTranscript = false) => Run(Scenario.Of(seed), null, keepsTranscript);

    internal static SimulationResult Run(Scenario scenario, IPlantedBug? sabotage, bool keepsTranscript)
    {
        var agenda = new EventQueue();
        var coverage = new Coverage();
        var observer = new Observer(agenda, coverage, keepsTranscript) { PlantedBug = sabotage };
        observer.Note(scenario.ToString());
        var world = new World(scenario, agenda, observer);
        observer.Invariants =
        [
            new Progress(world), new BodyLengths(world), new OutChannelOrder(world), new BoundedWaiting(world), new NothingLeft(world), new Legality(world), new FlowControl(world),
            new OneReason(world),
        ];
        observer.FaultInjectors = world.FaultInjectors;
        observer.Betrayed = world.Betrayed;
        observer.ChannelOpened = world.NoteOwner;
        foreach (Party party in world.Parties)
        {
            agenda.In(0, party.Actor, () => _ = party.RunAsync());
        }

        if (scenario.IsHostilePresent)
        {
            agenda.In(0, world.Hostile.Actor, world.Hostile.Begin);
        }

        Play(agenda, observer);
        return new SimulationResult(
            scenario.Seed, observer.Violation, observer.Fingerprint.Value,
            observer.OfActor.ToDictionary(own => own.Key, own => own.Value.Value), agenda.Steps, coverage, observer.Transcript);
    }

    private static void Play(EventQueue agenda, Observer observer)
    {
        while (observer.Violation is null && agenda.Step())
        {
            if (agenda.Steps % LookEvery == 0)
            {
                foreach (Invariant invariant in observer.Invariants)
                {
                    invariant.Meanwhile();
                }
            }

            if (agenda.Steps > MaxSteps)
            {
                observer.Violate("progress", $"the run doesn't end: {MaxSteps} steps");
            }
        }

        if (observer.Violation is null)
        {
            foreach (Invariant invariant in observer.Invariants)
            {
                invariant.AtEnd();
            }
        }
    }
}
