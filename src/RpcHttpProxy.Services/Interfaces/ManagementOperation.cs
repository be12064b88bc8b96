namespace RpcHttpProxy.Services;

/// <summary>Operation numbers of the remote management interface ([C706] appendix Q), as far as they are served here.</summary>
internal enum ManagementOperation : ushort
{
    inq_if_ids = 0,
    inq_stats = 1,
    is_server_listening = 2,
}
