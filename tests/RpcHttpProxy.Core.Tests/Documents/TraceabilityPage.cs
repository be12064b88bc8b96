using System.Text;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary><c>specs/traceability.md</c>, made from <see cref="Requirements"/> and the marks beside code and tests.</summary>
internal sealed class TraceabilityPage(Requirements requirements, RequirementMark[] marks)
{
    public const string Path = "specs/traceability.md";

    private const string Introduction =
        $"""
        # Where each requirement is met

        <!-- Made from {Requirements.Path} and the marks in src, tests and specs/machines: edit those, then run
             {TroubleshootingPage.UpdateVariable}=1 dotnet test tests/RpcHttpProxy.Core.Tests --filter TraceabilityTests -->

        Each MUST and MUST NOT of sections 2 and 3.2 of [MS-RPCH], numbered within its section as they come, in our words: the code that meets it, and the tests that prove it. The
        same ids stand beside code and tests as `[rpch 3.2.3.5.3/3]`: search for one to get from here to there. Where the text isn't followed, the paraphrase says what is done
        instead, and [reading-notes.md](reading-notes.md) why. A number without an ordinal is a section that has no MUST. RPC over HTTP v1 (2.1.1, 3.1) is no aim.

        """;

    private static readonly (string Prefix, string Title)[] s_chapters =
    [
        ("2.1", "Transport"), ("2.2", "Message syntax"), ("3.2.1", "All roles"), ("3.2.2", "Client"), ("3.2.3", "Inbound proxy"), ("3.2.4", "Outbound proxy"), ("3.2.5", "Server"),
    ];

    private readonly ILookup<string, RequirementMark> _byId = marks.SelectMany(mark => mark.Ids, (mark, id) => (mark, id)).ToLookup(pair => pair.id, pair => pair.mark);

    public string Render()
    {
        var page = new StringBuilder(Introduction).Append("\n## Coverage\n\n").Append(Coverage());
        foreach ((string prefix, string title) in s_chapters)
        {
            page.Append($"\n## {title} ({prefix})\n\n| section | MUST | what | code | tests |\n|---|---|---|---|---|\n");
            foreach (RequiredSection section in SectionsOf(prefix))
            {
                Append(page, section);
            }
        }

        return page.Append("\n[MS-RPCH]: https://learn.microsoft.com/openspecs/windows_protocols/ms-rpch/\n").ToString();
    }

    /// <summary>By chapter: how many requirements there are, how many have code, how many a test.</summary>
    public string Coverage()
    {
        var table = new StringBuilder("| section | MUST | with code | with a test | not tested, with a reason |\n|---|---|---|---|---|\n");
        foreach ((string prefix, string title) in s_chapters)
        {
            AppendCounts(table, $"{prefix} {title}", SectionsOf(prefix));
        }

        AppendCounts(table, "**all**", requirements.Sections);
        return table.ToString();
    }

    private void AppendCounts(StringBuilder table, string name, IEnumerable<RequiredSection> sections)
    {
        string[] ids = [.. sections.Where(section => section.Count > 0).SelectMany(section => section.Ids)];
        table.Append($"| {name} | {ids.Length} | {ids.Count(id => _byId[id].Any(mark => !mark.IsOfATest))} | ")
            .Append($"{ids.Count(id => _byId[id].Any(mark => mark.IsOfATest))} | {ids.Count(requirements.NotTested.ContainsKey)} |\n");
    }

    private IEnumerable<RequiredSection> SectionsOf(string prefix) => requirements.Sections.Where(section =>
        section.Number == prefix || section.Number.StartsWith(prefix + ".", StringComparison.Ordinal) || (prefix == "3.2.1" && section.Number == "3.2"));

    /// <summary>One row for requirements that follow each other and are met and proved in the same places.</summary>
    private void Append(StringBuilder page, RequiredSection section)
    {
        string[] rows = [.. section.Ids.Select(id => $"{What(section, id)} | {Code(id)} | {Tests(id)} |")];
        for (int first = 0, next; first < rows.Length; first = next)
        {
            next = first + 1;
            while (next < rows.Length && rows[next] == rows[first])
            {
                next++;
            }

            string ordinals = section.Count == 0 ? "" : next == first + 1 ? $"{next}" : $"{first + 1}–{next}";
            page.Append($"| {section.Number} | {ordinals} | {rows[first]}\n");
        }
    }

    private string What(RequiredSection section, string id) =>
        requirements.NotTested.TryGetValue(id, out string? reason) ? $"not tested: {reason}"
        : _byId[id].FirstOrDefault(mark => mark.Text.Length > 0)?.Text is { } text && text != "its number" ? text
        : section.Title;

    private string Code(string id) => InCode(_byId[id].Where(mark => !mark.IsOfATest));

    private string Tests(string id) => InCode(_byId[id].Where(mark => mark.IsOfATest));

    private static string InCode(IEnumerable<RequirementMark> marks) => string.Join(", ", marks
        .Select(mark => mark.File.EndsWith(".md", StringComparison.Ordinal) ? $"[{mark.Place}](machines/{mark.Place}.md)" : $"`{mark.Place}`")
        .Distinct());
}
