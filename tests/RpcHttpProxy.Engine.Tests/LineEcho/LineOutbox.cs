using System.Text;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>Lines that wait for one link, and those that are being written.</summary>
internal sealed class LineOutbox
{
    private readonly List<byte> _bytes = [];
    private int _taken;
    private bool _isDetached;

    public int Waiting => _bytes.Count + _taken;

    public bool HasBytes => _bytes.Count > 0;

    public void Add(string line)
    {
        if (!_isDetached)
        {
            _bytes.AddRange(Encoding.ASCII.GetBytes(line + "\n"));
        }
    }

    public ArraySegment<byte> Take()
    {
        byte[] bytes = [.. _bytes];
        _bytes.Clear();
        _taken = bytes.Length;
        return bytes;
    }

    public void Return(ArraySegment<byte> bytes) => _taken -= bytes.Count;

    public void Discard() => _bytes.Clear();

    public void Detach()
    {
        _isDetached = true;
        Discard();
    }
}
