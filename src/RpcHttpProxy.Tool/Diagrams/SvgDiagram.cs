using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace RpcHttpProxy.Tool.Diagrams;

/// <summary>
/// A DOT text drawn by graphviz. The SVG carries the SHA-256 of its DOT text in a comment, so that a stale picture is found where
/// graphviz is missing, and a different graphviz version does not make a fresh one look stale.
/// </summary>
internal static class SvgDiagram
{
    private static readonly TimeSpan DrawingTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The SVG text, lines ended by '\n'; null when graphviz is not installed.</summary>
    /// <exception cref="InvalidOperationException">Graphviz refused the text, or did not end within 30 seconds.</exception>
    public static string? TryRender(string dot)
    {
        if (Run(dot) is not { } svg)
        {
            return null;
        }

        svg = svg.ReplaceLineEndings("\n");
        int root = svg.IndexOf("<svg", StringComparison.Ordinal);
        if (root < 0)
        {
            throw new InvalidOperationException("dot -Tsvg gave no SVG.");
        }

        return svg.Insert(root, Mark(dot) + "\n");
    }

    /// <summary>Whether that SVG was drawn from that DOT text.</summary>
    public static bool IsDrawnFrom(string svg, string dot) => svg.Contains(Mark(dot), StringComparison.Ordinal);

    private static string Mark(string dot) =>
        $"<!-- SHA-256 of the DOT text: {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dot)))} -->";

    private static string? Run(string dot)
    {
        ProcessStartInfo start = new("dot", ["-Tsvg"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };

        Process graphviz;
        try
        {
            graphviz = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null; // not installed
        }

        using (graphviz)
        {
            // Both outputs are read while the input is written, so that no full pipe stops either side.
            Task<string> svg = graphviz.StandardOutput.ReadToEndAsync();
            Task<string> complaint = graphviz.StandardError.ReadToEndAsync();
            graphviz.StandardInput.Write(dot);
            graphviz.StandardInput.Close();
            if (!graphviz.WaitForExit(DrawingTimeout))
            {
                graphviz.Kill();
                throw new InvalidOperationException($"dot -Tsvg did not end within {DrawingTimeout.TotalSeconds} seconds.");
            }

            return graphviz.ExitCode == 0
                ? svg.GetAwaiter().GetResult()
                : throw new InvalidOperationException($"dot -Tsvg failed: {complaint.GetAwaiter().GetResult().Trim()}");
        }
    }
}
