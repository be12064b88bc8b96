namespace RpcHttpProxy.Fuzz;

/// <summary>Makes inputs of inputs: one to eight changes, of the kinds that parsers stumble over.</summary>
internal sealed class Mutator(Random random, FuzzTarget target)
{
    private static readonly byte[] s_bytes = [0x00, 0x01, 0x7F, 0x80, 0xFF, (byte)' ', (byte)'\r', (byte)'\n', (byte)'%', (byte)':', (byte)'='];
    private static readonly uint[] s_numbers =
        [0, 1, 4, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF];

    /// <summary>A changed copy of one of the corpus.</summary>
    public byte[] Next(IReadOnlyList<byte[]> corpus)
    {
        List<byte> bytes = [.. corpus[random.Next(corpus.Count)]];
        for (int changes = 1 << random.Next(4); changes > 0; changes--)
        {
            Change(bytes, corpus);
        }

        if (bytes.Count > target.MaxLength)
        {
            bytes.RemoveRange(target.MaxLength, bytes.Count - target.MaxLength);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> corpus)
    {
        int at = random.Next(bytes.Count + 1);
        int length = random.Next(1, 17);
        switch (random.Next(bytes.Count == 0 ? 3 : 11))
        {
            case 0:
                bytes.InsertRange(at, RandomBytes(length));
                break;
            case 1 when target.Words.Count > 0:
                bytes.InsertRange(at, target.Words[random.Next(target.Words.Count)]);
                break;
            case 1 or 2:
                byte[] other = corpus[random.Next(corpus.Count)];
                int from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other[from..random.Next(from, other.Length + 1)]);
                break;
            case 3:
                bytes[at % bytes.Count] ^= (byte)(1 << random.Next(8));
                break;
            case 4:
                bytes[at % bytes.Count] = (byte)random.Next(256);
                break;
            case 5:
                bytes[at % bytes.Count] = s_bytes[random.Next(s_bytes.Length)];
                break;
            case 6:
                bytes.RemoveRange(at % bytes.Count, Math.Min(length, bytes.Count - at % bytes.Count));
                break;
            case 7:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 8:
                bytes.InsertRange(at, bytes.GetRange(0, Math.Min(length, bytes.Count)));
                break;
            default:
                SetNumber(bytes, at, random.Next(2) == 0 ? 2 : 4);
                break;
        }
    }

    /// <summary>An edge of some range, in either byte order, mostly where numbers are aligned.</summary>
    private void SetNumber(List<byte> bytes, int at, int size)
    {
        if (random.Next(4) != 0)
        {
            at -= at % size;
        }

        uint number = random.Next(3) == 0 ? (uint)bytes.Count : s_numbers[random.Next(s_numbers.Length)];
        bool isBigEndian = random.Next(8) == 0;
        for (int i = 0; i < size && at + i < bytes.Count; i++)
        {
            bytes[at + i] = (byte)(number >> 8 * (isBigEndian ? size - 1 - i : i));
        }
    }

    private byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
