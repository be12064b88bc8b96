namespace RpcHttpProxy.Tracing;

/// <summary>One step of a timeline as a sequence diagram tells it; lifelines by their index in <see cref="TimelineParties.All"/>.</summary>
internal abstract record TimelineStep(TimeSpan Elapsed)
{
    /// <summary>A PDU from one lifeline to another; half known when only one end has traced it.</summary>
    public sealed record Arrow(TimeSpan Elapsed, int From, int To, string Label, bool HalfKnown) : TimelineStep(Elapsed);

    /// <summary>A text beside a lifeline.</summary>
    public sealed record Note(TimeSpan Elapsed, int At, TraceEventKind Kind, string Text) : TimelineStep(Elapsed);

    public bool Touches(int lifeline) => this switch
    {
        Arrow arrow => arrow.From == lifeline || arrow.To == lifeline,
        Note note => note.At == lifeline,
        _ => false,
    };

    /// <summary>The timeline in steps: a message once, where it was sent; what only opened is left out, for the arrows tell it.</summary>
    public static IEnumerable<TimelineStep> Of(TraceTimeline timeline, TimelineParties parties)
    {
        IReadOnlySet<string> pdus = TimelineText.PdusOf(timeline);
        foreach (TraceEvent e in timeline.Events)
        {
            bool isMessage = e.Kind is TraceEventKind.Sent or TraceEventKind.Received;
            TraceMessage? message = parties.MessageAt(e);
            if (message is not null && parties.EndsAt(e) is var (from, to))
            {
                yield return new Arrow(timeline.Elapsed(e), from, to, message.Pdu, message.Sent is null || message.Received is null);
            }
            else if ((message is not null || !isMessage) && TimelineText.Note(e, pdus) is { } note)
            {
                yield return new Note(timeline.Elapsed(e), parties.IndexOf(e), e.Kind, note);
            }
        }
    }
}
