namespace RpcHttpProxy.Engine.Reactors;

/// <summary>Something that may have bytes to write when a turn ends.</summary>
public interface IFlushable
{
    /// <summary>True while it is on its reactor's list.</summary>
    bool IsListed { get; set; }

    /// <summary>Acknowledgments and the like: written first, since a sender waits for them.</summary>
    bool IsUrgent { get; }

    /// <summary>Writes what may go now.</summary>
    void Flush();
}
