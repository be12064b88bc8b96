namespace RpcHttpProxy.Services;

/// <summary>Operation numbers of rpcecho, as far as they are served here.</summary>
internal enum EchoOperation : ushort
{
    AddOne = 0,
    EchoData = 1,
    SinkData = 2,
    SourceData = 3,
}
