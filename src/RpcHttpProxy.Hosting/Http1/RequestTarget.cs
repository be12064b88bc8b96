using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>What stands between method and version (RFC 9112, 3.2).</summary>
/// <param name="Path">As <see cref="Edge.EdgeRequest.Path"/> has it; empty where the target has none.</param>
/// <param name="Query">As it was sent, with its question mark; empty for none.</param>
/// <param name="Authority">The host that it names, and what CONNECT's Host must say; null when it names none.</param>
/// <param name="DefaultPort">That port, of an authority that has it; else null.</param>
internal readonly record struct RequestTarget(string Path, string Query, string? Authority = null, int? DefaultPort = null)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /* RFC 3986, 3.2, as far as Kestrel goes into it. */
    private static readonly SearchValues<byte> s_authority = SearchValues.Create(Encoding.ASCII.GetBytes($":.-[]@{Letters}"));

    /// <summary>Whether it is an absolute URI: only CONNECT's target has an authority without a path.</summary>
    public bool IsAbsolute => Authority is not null && Path.Length > 0;

    /// <summary>Reads a target; false for one that Kestrel refuses.</summary>
    /// <param name="method">The method: some targets go with one only.</param>
    /// <param name="target">The target, which isn't empty.</param>
    /// <param name="pathLength">Where its question mark is, or its end.</param>
    /// <param name="read">The target.</param>
    public static bool TryRead(string method, ReadOnlySpan<byte> target, int pathLength, out RequestTarget read)
    {
        read = default;
        if (target is [(byte)'*'])
        {
            read = new RequestTarget("", "");
            return method == "OPTIONS";
        }

        if (!Ascii.IsValid(target) || target.Contains((byte)0))
        {
            return false;
        }

        string text = Encoding.ASCII.GetString(target);
        if (text[0] == '/')
        {
            return TryReadOrigin(text, pathLength, ref read);
        }

        if (text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal))
        {
            return TryReadAbsolute(text, pathLength, ref read);
        }

        read = new RequestTarget("", "", text);
        return method == "CONNECT" && !target.ContainsAnyExcept(s_authority);
    }

    private static bool TryReadOrigin(string text, int pathLength, ref RequestTarget read)
    {
        try
        {
            var path = PathString.FromUriComponent(text[..pathLength]);
            read = new RequestTarget(new PathString(WithoutDots(path.Value!)).ToUriComponent(), text[pathLength..]);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // %00
        }
    }

    private static bool TryReadAbsolute(string text, int pathLength, ref RequestTarget read)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri))
        {
            return false;
        }

        read = new RequestTarget(
            new PathString(uri.LocalPath).ToUriComponent(), text[pathLength..], uri.Authority, uri.IsDefaultPort ? uri.Port : null);
        return true;
    }

    /// <summary>Removes <c>.</c> and <c>..</c> (RFC 3986, 5.2.4).</summary>
    private static string WithoutDots(string path)
    {
        if (!path.Contains("/.", StringComparison.Ordinal))
        {
            return path;
        }

        List<string> kept = [];
        string[] segments = path[1..].Split('/');
        for (int i = 0; i < segments.Length; i++)
        {
            bool isDots = segments[i] is "." or "..";
            if (segments[i] == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            if (!isDots)
            {
                kept.Add(segments[i]);
            }
            else if (i == segments.Length - 1)
            {
                kept.Add("");
            }
        }

        return "/" + string.Join('/', kept);
    }
}
