using System.Buffers;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Fuzz.Targets;

/// <summary>A byte stream cut into PDUs: the same ones, with the same verdict behind them, however the network splits it.</summary>
internal sealed class FramerTarget : FuzzTarget
{
    private const int MaxPduLength = 1_024;

    private readonly List<int> _lengths = [];

    public override string Name => "framer";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        [.. Vectors.Names.Select(Vectors.Load), .. Vectors.Names.Select(name => (byte[])[.. Vectors.Load(name), .. Vectors.Load("Ping")])];

    public override IReadOnlyList<byte[]> Words { get; } = [Vectors.Load("Ping"), Vectors.Load("Echo"), [5, 0, 0, 3, 0x10, 0, 0, 0, 24, 0, 0, 0]];

    public override ulong Run(byte[] input)
    {
        _lengths.Clear();
        ReadOnlySpan<byte> rest = input;
        long before = Allocated();
        FrameResult verdict;
        while ((verdict = PduFramer.TryRead(ref rest, MaxPduLength, isEnd: true, out ReadOnlySpan<byte> pdu)) == FrameResult.Complete)
        {
            Promise(pdu.Length is >= PduHeader.Length and <= MaxPduLength, "a PDU is no shorter than its header and no longer than allowed");
            if (_lengths.Count < _lengths.Capacity)
            {
                _lengths.Add(pdu.Length); // growing the list isn't the framer's doing
            }
            else
            {
                before = Grow(pdu.Length);
            }
        }

        PromiseAllocated(before, 0);
        Promise(_lengths.Sum() + rest.Length == input.Length, "nothing is lost between PDUs");
        Promise(rest.IsEmpty == (verdict == FrameResult.NeedMoreData), "at the end all bytes are used, or something is wrong with them");

        Promise(VerdictInSplits(input) == verdict, "the verdict is the same in every split");
        return Outcome((long)verdict, Math.Min(_lengths.Count, 8), Magnitude(rest.Length), _lengths.Count > 0 ? Magnitude(_lengths[0]) : 0);
    }

    private long Grow(int length)
    {
        _lengths.Add(length);
        return Allocated();
    }

    /// <summary>Feeds the input in segments, as a pipe does: what wasn't used stays in front of what comes.</summary>
    private FrameResult VerdictInSplits(byte[] input)
    {
        var cuts = new Random(input.Length * 31 + (input.Length > 9 ? input[8] + input[9] : 0));
        int found = 0;
        byte[] waiting = [];
        for (int offset = 0; ;)
        {
            int length = Math.Min(input.Length - offset, cuts.Next(1, cuts.Next(2, 200)));
            ReadOnlySequence<byte> buffer = SplitSequences.Of(waiting, input[offset..(offset + length)]);
            offset += length;
            bool isEnd = offset == input.Length;
            FrameResult result;
            while ((result = PduFramer.TryRead(ref buffer, MaxPduLength, isEnd, out ReadOnlySequence<byte> pdu)) == FrameResult.Complete)
            {
                Promise(found < _lengths.Count && pdu.Length == _lengths[found++], "the PDUs are the same in every split");
            }

            if (isEnd || result == FrameResult.Invalid)
            {
                Promise(found == _lengths.Count, "no PDU gets lost in a split");
                return result;
            }

            waiting = buffer.ToArray();
        }
    }
}
