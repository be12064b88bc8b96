using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.Trace;

/// <summary>A ladder as wide as the terminal.</summary>
internal static class Ladder
{
    private const int Narrowest = 100;      // four columns with names and states; below that it is no ladder any more
    private const int Widest = 160;         // farther apart the eye loses the arrow

    /// <summary>The renderer for what <paramref name="output"/> is: a terminal has a width, a file gets the default one.</summary>
    public static LadderRenderer For(TextWriter output, bool ascii) =>
        output == Console.Out && !Console.IsOutputRedirected
            ? new LadderRenderer(Math.Clamp(Console.WindowWidth, Narrowest, Widest), ascii)
            : new LadderRenderer(ascii: ascii);
}
