using System.Buffers;

namespace RpcHttpProxy.Services;

/// <summary>Puts the fragments of one stub together, in pooled memory that grows with what has come. Holds nothing while empty.</summary>
internal sealed class StubBuffer(int maxLength, StubBudget? budget = null)
{
    /// <summary>The first rent: most stubs are smaller than the usual fragment.</summary>
    private const int InitialCapacity = 1024;

    private byte[] _octets = [];
    private int _length;

    /// <summary>What has been put together; good until the next <see cref="Release"/>.</summary>
    public ReadOnlyMemory<byte> Stub => _octets.AsMemory(0, _length);

    /// <summary>Whether a fragment of that length stays within the bound of one stub.</summary>
    public bool IsWithinBound(int fragmentLength) => fragmentLength <= maxLength - _length;

    /// <summary>Appends a fragment's octets; false, and nothing appended, when the bound or the budget would be exceeded.</summary>
    public bool TryAppend(ReadOnlySpan<byte> fragment)
    {
        if (!IsWithinBound(fragment.Length))
        {
            return false;
        }

        if (fragment.Length > _octets.Length - _length && !TryGrow(_length + fragment.Length))
        {
            return false;
        }

        fragment.CopyTo(_octets.AsSpan(_length));
        _length += fragment.Length;
        return true;
    }

    /// <summary>Forgets the stub and gives its memory back.</summary>
    public void Release()
    {
        GiveBack();
        _octets = [];
        _length = 0;
    }

    private bool TryGrow(int needed)
    {
        int doubled = Math.Max(InitialCapacity, _octets.Length * 2);
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(doubled, maxLength)));
        if (budget?.TryTake(larger.Length) == false)
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        _octets.AsSpan(0, _length).CopyTo(larger);
        GiveBack();
        _octets = larger;
        return true;
    }

    private void GiveBack()
    {
        if (_octets.Length == 0)
        {
            return;
        }

        ArrayPool<byte>.Shared.Return(_octets);
        budget?.Return(_octets.Length);
    }
}
