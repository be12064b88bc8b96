using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using Xunit.Abstractions;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>
/// Each RTS PDU, as it is and with each of its fields off, on each leg and on each successor of each role in each state: what becomes of it is
/// told by <see cref="AcceptedPdus"/>, by the tables in <c>specs/machines</c>, and by the few rules in <see cref="Expect"/>. Whatever ends the
/// connection ends it once, with all of its channels, and nothing else; a neighbour in the same state notices nothing.
/// </summary>
public class BadInputTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, MachineTable> s_tables = [];

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public void Each_PDU_with_each_field_off_in_each_state_of_each_role_does_what_is_specified()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (RoleName role in Enum.GetValues<RoleName>())
        {
            foreach (Place place in Place.All(role))
            {
                foreach ((string label, RtsPdu pdu) in SamplePdus.All())
                {
                    foreach (Mutation mutation in Mutation.Of(pdu))
                    {
                        if (mutation.Off == Off.ConnectionCookie)
                        {
                            continue; // It is about another connection, and never comes to this one: see below.
                        }

                        string outcome = Try(place, label, mutation);
                        counts[$"{role}: {outcome}"] = counts.GetValueOrDefault($"{role}: {outcome}") + 1;
                    }
                }
            }
        }

        output.WriteLine($"{counts.Values.Sum():N0} combinations of role, state, channel, PDU and field");
        foreach ((string outcome, int count) in counts)
        {
            output.WriteLine($"{count,8:N0}  {outcome}");
        }

        Assert.True(counts.Values.Sum() > 60_000);
    }

    // [rpch 3.2.3.5.5/1, 3.2.3.5.5/4, 3.2.3.5.5.1/6-7, 3.2.4.5.6/1, 3.2.4.5.6/4, 3.2.4.5.6.1/2, 3.2.5.5.3/1-2, 3.2.5.5.3/7, 3.2.5.5.4/8-9, 3.2.5.5.5/1, 3.2.5.5.5/10-12]
    // [rpch 3.2.5.5.9/4]
    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public void Each_incoming_channel_with_each_cookie_foreign_in_each_state_of_each_role_is_ended_itself_and_changes_nothing()
    {
        int tried = 0, taken = 0;
        foreach (Role role in (Role[])[new InboundProxyRole(new()), new OutboundProxyRole(new()), new ServerRole(new())])
        {
            foreach (string state in Stage.LivingStates(role.Name))
            {
                foreach (ChannelLeg leg in role.Name == RoleName.Server ? [ChannelLeg.Unknown] : Stage.Legs(role.Name).Where(leg => leg is ChannelLeg.ClientIn or ChannelLeg.ClientOut))
                {
                    foreach ((string label, RtsPdu pdu) in SamplePdus.All())
                    {
                        foreach (Mutation mutation in Mutation.Of(pdu).Where(mutation => mutation.Off != Off.Bytes))
                        {
                            Assert.Equal(RtsFault.None, RtsPduReader.Read(mutation.Bytes, out RtsPdu? first));
                            Stage stage = Stage.At(role.Name, state);
                            Channel[] channels = [.. stage.Connection.Channels];
                            string where = $"{label} ({mutation.Label}) begins a channel in {state} of {role.Name}: ";
                            (bool isHere, CloseReason? refusal) = Admit(role, stage.Connection, leg, first!);
                            (bool IsHere, CloseReason? Refusal) expected = ExpectIncoming(role.Name, state, first!.Shape, mutation.Off);
                            Assert.True(expected == (isHere, refusal), $"{where}{isHere} {refusal} instead of {expected}");
                            Assert.Equal(state, stage.Connection.StateName);
                            Assert.Null(stage.Connection.Reason);
                            Assert.Equal(channels, stage.Connection.Channels);
                            tried++;
                            taken += isHere && refusal is null ? 1 : 0;
                        }
                    }
                }
            }
        }

        output.WriteLine($"{tried:N0} incoming channels, {taken} of them taken in");
        Assert.True(tried > 4_000 && taken > 20);
    }

    /// <summary>As a node does it: the cookie's row first, then the connection it leads to.</summary>
    private static (bool IsHere, CloseReason? Refusal) Admit(Role role, VirtualConnection living, ChannelLeg leg, RtsPdu first)
    {
        Admission admission = role.Admit(leg, first);
        if (admission.Kind == AdmissionKind.Refused)
        {
            return (false, CloseReason.FirstPduUnexpected);
        }

        if (admission.Cookie != living.Cookie)
        {
            return (false, admission.Kind == AdmissionKind.Join ? CloseReason.CookieUnknown : null);
        }

        if (admission.Kind == AdmissionKind.New)
        {
            return (true, CloseReason.CookieTaken);
        }

        return (true, living.Refuses(new Channel(admission.Leg), first));
    }

    /// <summary>The rules of 3.2.3.5.5, 3.2.4.5.6 and 3.2.5.5.3–9, the incoming channel being the one that ends (reading-notes.md).</summary>
    private static (bool IsHere, CloseReason? Refusal) ExpectIncoming(RoleName role, string state, RtsPduShape first, Off off)
    {
        string[] parts = state.Split('/');
        bool? isRightState = (role, first) switch
        {
            (RoleName.InboundProxy, RtsPduShape.CONN_B1) or (RoleName.OutboundProxy, RtsPduShape.CONN_A1) => false,
            (RoleName.InboundProxy, RtsPduShape.IN_R_A1) or (RoleName.OutboundProxy, RtsPduShape.OUT_R_A3) => state == "Opened",
            (RoleName.Server, RtsPduShape.CONN_A2) => state is "Open_Start" or "A2W",
            (RoleName.Server, RtsPduShape.CONN_B2) => state is "Open_Start" or "B2W",
            (RoleName.Server, RtsPduShape.IN_R1_A2) => parts.ElementAtOrDefault(1) == "Opened",
            (RoleName.Server, RtsPduShape.OUT_R1_A4) => parts.ElementAtOrDefault(2) == "Opened_A4W",
            _ => null,
        };
        if (isRightState is null)
        {
            return (false, CloseReason.FirstPduUnexpected);
        }

        bool isSuccessorOnly = first is RtsPduShape.IN_R1_A2 or RtsPduShape.OUT_R1_A4;
        if (off == Off.ConnectionCookie)
        {
            return (false, isSuccessorOnly ? CloseReason.CookieUnknown : null);
        }

        if (!isRightState.Value)
        {
            return (true, CloseReason.CookieTaken);
        }

        return (true, off == Off.PredecessorCookie ? CloseReason.PredecessorMismatch : null);
    }

    private static string Try(Place place, string label, Mutation mutation)
    {
        string where = $"{label} ({mutation.Label}) on {place}: ";
        Stage stage = place.Stage(), neighbour = place.Stage();
        Channel channel = place.Channel(stage);
        Channel[] open = [.. stage.Connection.Channels.Concat(stage.Connection.Retired).Where(other => !other.IsClosed)];
        string neighbours = Describe(neighbour);

        RtsFault fault = RtsPduReader.Read(mutation.Bytes, out RtsPdu? read);
        Assert.True(fault != RtsFault.None == (mutation.Off == Off.Bytes), $"{where}{fault}");

        // As a session does it: what can't be read closes its channel.
        stage.Handle(read is null
            ? new Input.ChannelClosed(channel, CloseReason.MalformedRtsPdu, $"{fault}")
            : new Input.RtsReceived(channel, read));

        Outcome expected = Expect(place, label, mutation);
        if (expected.Reason is { } reason)
        {
            Assert.True(stage.Connection.IsFinished && stage.Connection.Reason == reason, $"{where}{stage.Connection.StateName}, {stage.Connection.Reason}, not {reason}");
            AssertEndedWhole(stage, read is null ? [.. open.Where(other => other != channel)] : open, where); // What can't be read has ended already.
        }
        else
        {
            Assert.True(!stage.Connection.IsFinished, where + stage.Connection.Detail);
            AssertLives(stage, place, channel, read!, expected.Fate!.Value, where);
        }

        Assert.Equal(neighbours, Describe(neighbour));
        return $"{mutation.Off} -> {(object?)expected.Reason ?? expected.Fate}";
    }

    /// <summary>All that was open is told to end, once; the end is told, once and last; nothing is begun behind it.</summary>
    private static void AssertEndedWhole(Stage stage, Channel[] open, string where)
    {
        Request[] effects = stage.Requests;
        Assert.True(effects.Count(effect => effect is Request.Ended) == 1 && effects[^1] is Request.Ended, where + string.Join("; ", stage.RequestTexts()));
        Channel[] ended = [.. effects.Select(effect => effect.Ends()).OfType<Channel>()];
        Assert.True(open.ToHashSet().SetEquals(ended) && ended.Length == open.Length, where + string.Join("; ", stage.RequestTexts()));
        Assert.All(stage.Connection.Channels.Concat(stage.Connection.Retired), channel => Assert.True(channel.IsClosed));
        Assert.DoesNotContain(effects, effect => effect is Request.SetTimer or Request.Open or Request.Noted or Request.Sent { How: SentHow.Forwarded or SentHow.BehindQueue });
    }

    private static void AssertLives(Stage stage, Place place, Channel channel, RtsPdu read, Fate fate, string where)
    {
        string state = stage.Connection.StateName;
        Request[] effects = [.. stage.Requests.Where(effect => effect is not Request.Transitioned)];
        Assert.True(fate is Fate.Event or Fate.TurnedAway == (state != place.State), where + state);
        Assert.DoesNotContain(effects, effect => effect is Request.Ended);
        switch (fate)
        {
            case Fate.Event or Fate.Handled:
                Assert.True(TableTells(place, read.Shape).Contains(state), $"{where}the tables tell nothing of {state}");
                break;
            case Fate.Consumed:
                Assert.True(effects.Length == 0, where + string.Join("; ", effects.AsEnumerable()));
                break;
            case Fate.Noted:
                Assert.True(Assert.Single(effects) is Request.SetTimer or Request.SetKeepAlive, where);
                break;
            case Fate.Forwarded:
                Assert.True(Assert.Single(effects) is Request.Sent { How: SentHow.Forwarded } forward && forward.Pdu.Equals(read), where);
                break;
            case Fate.TurnedAway:
                Assert.True(effects.Single(effect => effect.Ends() is not null) is Request.Close { How: CloseHow.Fail } fail && fail.Channel != channel, where);
                break;
        }
    }

    /// <summary>The states that some machine of the role goes to with a PDU of this shape, by <c>specs/machines</c>.</summary>
    private static IEnumerable<string> TableTells(Place place, RtsPduShape shape)
    {
        string[] parts = place.State.Split('/');
        (string Machine, int Part)[] machines = (place.Role, parts.Length) switch
        {
            (RoleName.InboundProxy or RoleName.OutboundProxy, _) => [(place.Role.ToString(), 0)],
            (_, 1) => [($"{place.Role}Open", 0)],
            _ => [($"{place.Role}InChannel", 1), ($"{place.Role}OutChannel", 2)],
        };
        foreach ((string machine, int part) in machines)
        {
            MachineTable table = s_tables.GetValueOrDefault(machine) ?? (s_tables[machine] = MachineTable.Of(machine));
            // A7 that was passed on unchanged is the machine's A8.
            IEnumerable<RtsPduKind> kinds = shape == RtsPduShape.OUT_R2_A7 ? [RtsPduKind.OUT_R2_A8] : RtsPduCatalog.KindsOf(shape);
            foreach (string trigger in kinds.Select(kind => kind.ToString()).Intersect(table.Triggers))
            {
                string cell = table[parts[part], trigger];
                if (cell is MachineTable.NoRule or MachineTable.Ignored)
                {
                    continue;
                }

                string next = cell == MachineTable.Internal ? parts[part] : cell;
                yield return (machine, next) switch
                {
                    ("ClientOpen" or "ServerOpen", "Opened") => "Opened/Opened/Opened",
                    _ => string.Join('/', parts.Select((name, i) => i == part ? next : name)),
                };
            }
        }
    }

    /// <summary>What is specified: an end with a reason, or a fate.</summary>
    private static Outcome Expect(Place place, string label, Mutation mutation)
    {
        if (mutation.Off == Off.Bytes)
        {
            return CloseReason.MalformedRtsPdu;                                 // 2.2.3, 2.2.4
        }

        if (mutation.Off == Off.Destination)
        {
            return CloseReason.UnexpectedPdu;                             // 2.2.4.12 and others
        }

        Accepted? row = AcceptedPdus.All.SingleOrDefault(
            accepted => accepted.Role == place.Role && accepted.Leg == place.Leg && accepted.Pdus.Contains(label) && accepted.States.Contains(place.State)
                && (accepted.Which == Which.Any || accepted.Which == (place.IsSuccessor ? Which.Successor : Which.First)));
        if (row is null)
        {
            return CloseReason.UnexpectedPdu;                                                 // 3.2.2.5, 3.2.3.5, 3.2.4.5, 3.2.5.5
        }

        string[] parts = place.State.Split('/');
        return (place.Role, mutation.Off, label) switch
        {
            (RoleName.Server, Off.PingTraffic, _) => CloseReason.PingTrafficExceeded,                      // 2.2.3.5.15
            (RoleName.Server, Off.ChannelCookie, "FlowControlAck for FDOutProxy") => Fate.Consumed,        // 3.2.1.5.1.2
            (RoleName.InboundProxy, Off.ChannelCookie, _) when place.State == "Opened_A5W" && row.Fate == Fate.Event => Fate.TurnedAway, // 3.2.3.5.8
            (RoleName.Server, Off.ChannelCookie, _) when row.Fate == Fate.Event && place.Leg == ChannelLeg.ServerIn
                && (parts.ElementAtOrDefault(2) is "Opened_A8W" or "Opened_R2A8W" || parts.ElementAtOrDefault(1) == "A6W")
                && label != "CONN_B2" => CloseReason.PredecessorMismatch,                                  // 3.2.5.5.6, 3.2.5.5.10, 3.2.5.5.12
            _ => row.Fate,
        };
    }

    private static string Describe(Stage stage) =>
        $"{stage.Connection.StateName} {stage.Connection.Reason} {stage.Connection.Requests.Count} {string.Join(' ', stage.Connection.Channels.Select(channel => channel.IsClosed))}";

    private readonly record struct Outcome(CloseReason? Reason, Fate? Fate)
    {
        public static implicit operator Outcome(CloseReason reason) => new(reason, null);

        public static implicit operator Outcome(Fate fate) => new(null, fate);
    }
}
