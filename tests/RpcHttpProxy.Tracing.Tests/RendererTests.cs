using System.Text.Json;

namespace RpcHttpProxy.Tracing.Tests;

public sealed class RendererTests
{
    private static readonly TraceTimeline s_conn =
        TraceTimeline.Merge(ConnTimeline.Events((TraceRoles.InboundProxy, -40), (TraceRoles.Server, 25))).Single();

    private static readonly TraceTimeline s_recycling = TraceTimeline.Merge(RecyclingStory.Events()).Single();

    [Fact]
    public void The_ladder_of_CONN_stands_beside_figure_17() => AssertGolden("conn-ladder.txt", new LadderRenderer(), s_conn);

    [Fact]
    public void The_ladder_is_drawn_in_ASCII_too() => AssertGolden("conn-ladder-ascii-100.txt", new LadderRenderer(width: 100, ascii: true), s_conn);

    [Fact]
    public void Each_node_of_a_role_has_its_lifeline_and_half_known_arrows_are_drawn() =>
        AssertGolden("recycling-ladder.txt", new LadderRenderer(), s_recycling);

    [Fact]
    public void The_table_lists_every_event() => AssertGolden("conn-table.txt", new TableRenderer(), s_conn);

    [Fact]
    public void The_Mermaid_diagram_tells_CONN() => AssertGolden("conn.mmd", new MermaidRenderer(), s_conn);

    [Fact]
    public void The_JSON_array_holds_the_merged_events()
    {
        using JsonDocument array = JsonDocument.Parse(Render(new JsonRenderer(), s_conn));
        Assert.Equal(s_conn.Events.Select(TraceJson.ToLine), array.RootElement.EnumerateArray().Select(e => e.GetRawText()));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public void A_ladder_keeps_to_its_width_where_it_can(int width)
    {
        // Below 80 four lifelines do not fit: the ladder takes the room it needs.
        string ladder = Render(new LadderRenderer(width), s_conn);
        Assert.All(ladder.Split('\n')[2..^6], line => Assert.InRange(line.Length, 0, Math.Max(80, width)));
        Assert.Contains("CONN/A1", ladder, StringComparison.Ordinal);
    }

    [Fact]
    public void ASCII_output_is_ASCII()
    {
        TraceTimeline timeline = TraceTimeline.Merge(RecyclingStory.Events().Select(e => e with { Node = $"knoten-ä{e.Node}" })).Single();
        Assert.True(System.Text.Ascii.IsValid(Render(new LadderRenderer(ascii: true), timeline)));
    }

    [Theory]
    [InlineData(typeof(LadderRenderer))]
    [InlineData(typeof(TableRenderer))]
    [InlineData(typeof(MermaidRenderer))]
    [InlineData(typeof(JsonRenderer))]
    public void No_control_code_of_a_name_reaches_the_terminal(Type renderer)
    {
        ITraceRenderer made = renderer == typeof(LadderRenderer) ? new LadderRenderer() : (ITraceRenderer)Activator.CreateInstance(renderer)!;
        TraceTimeline timeline = TraceTimeline.Merge(ConnTimeline.Events().Select(e => e with
        {
            Cookie = "6f\u001b[2J",
            Node = "n\u0007\n",
            Pdu = e.Pdu + "\u009b",
            Machine = "m\u001b",
            Reason = "r\r",
            Channel = "c\u001b 1",
            Detail = "d\u001b",
        })).Single();

        Assert.DoesNotContain(Render(made, timeline), c => char.IsControl(c) && c is not '\n');
    }

    [Fact]
    public void A_note_with_a_semicolon_does_not_end_a_Mermaid_statement()
    {
        TraceEvent closed = ConnTimeline.Events()[^1] with { Reason = "a; b # c <d>" };
        Assert.Contains("closed: a#59; b #35; c #lt;d#gt;", Render(new MermaidRenderer(), TraceTimeline.Merge([closed]).Single()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_PDU_whose_peer_is_not_known_is_a_note()
    {
        TraceEvent sent = ConnTimeline.Events()[0] with { Peer = null, Pdu = "Ping" };
        Assert.Contains("○ sent Ping", Render(new LadderRenderer(), TraceTimeline.Merge([sent]).Single()), StringComparison.Ordinal);
    }

    private static string Render(ITraceRenderer renderer, TraceTimeline timeline)
    {
        StringWriter output = new() { NewLine = "\n" };
        renderer.Render(timeline, output);
        return output.ToString();
    }

    /// <summary>On a difference the new text lies beside the golden one in the output directory, to be looked at and copied.</summary>
    private static void AssertGolden(string name, ITraceRenderer renderer, TraceTimeline timeline)
    {
        string golden = Path.Combine(AppContext.BaseDirectory, "golden", name);
        string actual = Render(renderer, timeline);
        string expected = File.Exists(golden) ? File.ReadAllText(golden) : "";
        if (actual != expected)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden + ".actual", actual);
        }

        Assert.Equal(expected, actual);
    }
}
