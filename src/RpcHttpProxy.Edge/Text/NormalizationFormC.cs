using System.Globalization;
using System.Text;

namespace RpcHttpProxy.Edge.Text;

/// <summary>
/// Normalization Form C (UAX #15). The framework's own does nothing where globalization is invariant, as it is here, so that no ICU is needed.
/// </summary>
internal static class NormalizationFormC
{
    /* Below U+0300 nothing is changed: UAX #15, 9, NFC_Quick_Check. */
    private const char FirstChanged = '\u0300';

    /* The Unicode Standard, 3.12: Hangul syllables are computed from their letters. */
    private const int SyllableBase = 0xac00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11a7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, SyllableCount = LeadCount * VowelCount * TrailCount;

    private static readonly Lazy<Tables> s_tables = new(Tables.Read);

    /// <summary>The text in that form. Lone surrogates stay as they are.</summary>
    public static string Of(string text)
    {
        if (text.All(c => c < FirstChanged))
        {
            return text;
        }

        List<int> codes = [];
        for (int i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            Decompose(char.IsSurrogatePair(text, i) ? char.ConvertToUtf32(text, i) : text[i], codes);
        }

        Order(codes);
        Compose(codes);
        var composed = new StringBuilder(text.Length);
        foreach (int code in codes)
        {
            _ = code > char.MaxValue ? composed.Append(char.ConvertFromUtf32(code)) : composed.Append((char)code);
        }

        return composed.ToString();
    }

    private static void Decompose(int code, List<int> to)
    {
        if (code - SyllableBase is >= 0 and < SyllableCount and var syllable)
        {
            to.Add(LeadBase + (syllable / (VowelCount * TrailCount)));
            to.Add(VowelBase + (syllable / TrailCount % VowelCount));
            if (syllable % TrailCount != 0)
            {
                to.Add(TrailBase + (syllable % TrailCount));
            }
        }
        else if (s_tables.Value.Decompositions.TryGetValue(code, out int[]? parts))
        {
            Array.ForEach(parts, part => Decompose(part, to));
        }
        else
        {
            to.Add(code);
        }
    }

    /// <summary>Marks that follow one another, by their classes; a stable sort, since a hostile text may be nothing but marks.</summary>
    private static void Order(List<int> codes)
    {
        for (int start = 0; start < codes.Count; start++)
        {
            int end = start;
            while (end < codes.Count && ClassOf(codes[end]) > 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                int[] ordered = [.. codes.GetRange(start, end - start).OrderBy(ClassOf)];
                for (int i = 0; i < ordered.Length; i++)
                {
                    codes[start + i] = ordered[i];
                }
            }

            start = end;
        }
    }

    private static void Compose(List<int> codes)
    {
        int starter = -1, length = 0, before = 0; // the class of what was kept before this; marks of one class don't pass each other
        foreach (int code in codes.ToArray())
        {
            int its = ClassOf(code);
            bool isNext = starter == length - 1;
            if (starter >= 0 && (isNext || before < its) && Composite(codes[starter], code) is { } composite)
            {
                codes[starter] = composite;
                continue;
            }

            if (its == 0)
            {
                starter = length;
            }

            before = its;
            codes[length++] = code;
        }

        codes.RemoveRange(length, codes.Count - length);
    }

    private static int? Composite(int first, int second)
    {
        if (first - LeadBase is >= 0 and < LeadCount and var lead && second - VowelBase is >= 0 and < VowelCount and var vowel)
        {
            return SyllableBase + (((lead * VowelCount) + vowel) * TrailCount);
        }

        if (first - SyllableBase is >= 0 and < SyllableCount and var syllable && syllable % TrailCount == 0 && second - TrailBase is > 0 and < TrailCount and var trail)
        {
            return SyllableBase + syllable + trail;
        }

        return s_tables.Value.Composites.TryGetValue((first, second), out int composite) ? composite : null;
    }

    private static int ClassOf(int code) => code < FirstChanged ? 0 : s_tables.Value.Classes.GetValueOrDefault(code);

    private sealed record Tables(Dictionary<int, int[]> Decompositions, Dictionary<(int First, int Second), int> Composites, Dictionary<int, int> Classes)
    {
        public static Tables Read()
        {
            var tables = new Tables([], [], []);
            using Stream stream = typeof(NormalizationFormC).Assembly.GetManifestResourceStream("normalization.txt")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (line[0] != '#')
                {
                    int[] codes = [.. line.TrimStart('!', '@').Split(' ').Select(code => int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];
                    tables.Add(codes, isClass: line[0] == '@', isExcluded: line[0] == '!');
                }
            }

            return tables;
        }

        private void Add(int[] codes, bool isClass, bool isExcluded)
        {
            if (isClass)
            {
                Classes.Add(codes[0], codes[1]);
                return;
            }

            Decompositions.Add(codes[0], codes[1..]);
            if (!isExcluded)
            {
                Composites.Add((codes[1], codes[2]), codes[0]);
            }
        }
    }
}
