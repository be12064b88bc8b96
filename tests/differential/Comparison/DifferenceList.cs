namespace RpcHttpProxy.Differential.Tests.Comparison;

/// <summary>
/// What <c>differences.md</c> allows. A section is a third-level heading, paragraphs, a list of cases, and one block of <c>diff</c>; or, without
/// cases, a block of <c>everywhere</c>.
/// </summary>
internal sealed class DifferenceList(IReadOnlyList<ListedDifference> listed, IReadOnlyList<AddedLine> added)
{
    private const string Heading = "### ";
    private const string Item = "- `";
    private const string Fence = "```";

    public IReadOnlyList<ListedDifference> Listed => listed;

    /// <summary>Lines that ours has more in whatever case.</summary>
    public IReadOnlyList<AddedLine> Added => added;

    /// <summary>What is expected of ours where the baseline did this.</summary>
    public Observation Expected(Observation baseline) => added.Aggregate(baseline, (seen, line) => line.In(seen));

    public static DifferenceList Parse(string text)
    {
        var listed = new List<ListedDifference>();
        var added = new List<AddedLine>();
        foreach (string section in ("\n" + text).Split("\n" + Heading).Skip(1))
        {
            string[] lines = section.Split('\n');
            int everywhere = Array.IndexOf(lines, Fence + "everywhere");
            int fence = everywhere >= 0 ? everywhere : Array.IndexOf(lines, Fence + "diff");
            int end = fence < 0 ? -1 : Array.IndexOf(lines, Fence, fence + 1);
            if (end < 0)
            {
                throw new FormatException($"\"{lines[0]}\" in differences.md has no block of diff.");
            }

            string[] patterns = [.. lines[1..fence].Where(line => line.StartsWith(Item, StringComparison.Ordinal)).Select(line => line[Item.Length..].TrimEnd('`'))];
            string reason = string.Join(' ', lines[1..fence].Where(line => !line.StartsWith(Item, StringComparison.Ordinal))).Trim();
            if (patterns.Length == 0 && everywhere < 0)
            {
                throw new FormatException($"\"{lines[0]}\" in differences.md names no case.");
            }

            if (reason.Length == 0)
            {
                throw new FormatException($"\"{lines[0]}\" in differences.md gives no reason.");
            }

            if (everywhere >= 0)
            {
                added.Add(AddedLine.Parse(lines[0], lines[(fence + 1)..end]));
                continue;
            }

            listed.Add(new ListedDifference(lines[0], reason, patterns, lines[(fence + 1)..end]));
        }

        return new DifferenceList(listed, added);
    }

    /// <summary>Whether a case is said to differ.</summary>
    public bool Lists(string name) => listed.Any(entry => IsIn(entry, name));

    /// <summary>
    /// What is wrong: cases that differ and aren't listed so, and cases listed that don't differ so. A pattern covers all cases that it
    /// matches, and all of them must differ in just these lines.
    /// </summary>
    /// <param name="cases">All cases that were run; of other ones nothing is said.</param>
    /// <param name="found">Those that differ.</param>
    public IReadOnlyList<string> Faults(IReadOnlyCollection<string> cases, IReadOnlyCollection<Difference> found)
    {
        var faults = new List<string>();
        foreach (IGrouping<string, Difference> alike in found.Where(one => !listed.Any(entry => entry.Text == one.Text && IsIn(entry, one.Case))).GroupBy(one => one.Text))
        {
            faults.Add($"not listed in differences.md:\n\n### \n\n{string.Join('\n', alike.Select(one => $"{Item}{one.Case}`"))}\n\n{Fence}diff\n{alike.Key}\n{Fence}\n");
        }

        HashSet<(string, string)> differing = [.. found.Select(one => (one.Case, one.Text))];
        foreach (ListedDifference entry in listed)
        {
            string[] gone = [.. cases.Where(name => IsIn(entry, name) && !differing.Contains((name, entry.Text)))];
            if (gone.Length > 0)
            {
                faults.Add($"listed in differences.md as \"{entry.Title}\", and not so any more:\n{string.Join('\n', gone)}\n");
            }
        }

        return faults;
    }

    /// <summary>Patterns that match none of all the cases there are.</summary>
    public IEnumerable<string> Unused(IReadOnlyCollection<string> all) =>
        listed.SelectMany(entry => entry.Patterns).Where(pattern => !all.Any(name => ListedDifference.Matches(pattern, name)));

    private static bool IsIn(ListedDifference entry, string name) => entry.Patterns.Any(pattern => ListedDifference.Matches(pattern, name));
}
