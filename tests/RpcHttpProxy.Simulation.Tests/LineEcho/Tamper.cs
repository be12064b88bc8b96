using System.Text;

namespace RpcHttpProxy.Simulation.Tests.LineEcho;

/// <summary>Plants one fault among the lines that are echoed: in the first write that allows for it.</summary>
internal sealed class Tamper(Tampering what)
{
    /// <summary>True once it is done.</summary>
    public bool IsDone { get; private set; }

    public ReadOnlyMemory<byte> Write(string wire, ReadOnlyMemory<byte> bytes)
    {
        string[] lines = Encoding.ASCII.GetString(bytes.Span).Split('\n')[..^1];
        if (IsDone || what == Tampering.None || !wire.EndsWith("OUT", StringComparison.Ordinal)
            || lines.Length < 2 || !lines.All(line => line.Contains(':', StringComparison.Ordinal)))
        {
            return bytes;
        }

        IsDone = true;
        string[] changed = what switch
        {
            Tampering.Lost => lines[1..],
            Tampering.Doubled => [lines[0], .. lines],
            Tampering.Mixed => ["z" + lines[0][1..], .. lines[1..]],
            _ => [lines[1], lines[0], .. lines[2..]],
        };
        return Encoding.ASCII.GetBytes(string.Concat(changed.Select(line => line + "\n")));
    }
}
