using RpcHttpProxy.Hosting.Tls;

namespace RpcHttpProxy.Hosting.Backend;

/// <summary>Says what servers would serve by settings that are valid, without listening, logging or writing anywhere.</summary>
internal static class BackendCheck
{
    public static HostCheck Of(BackendHostSettings settings)
    {
        BackendOptions backend = settings.Backend;
        List<string> served = [.. backend.Endpoints.Select(endpoint => $"server at {endpoint.Listen}, service {endpoint.Service}")];
        List<string> warnings = [];
        if (backend.Tls.Certificate is not null)
        {
            CertificateCheck.Add(backend.Tls, settings.Time, served, warnings);
        }

        if (settings.Admin.Url is { } admin)
        {
            served.Add($"health and counters at {admin}");
        }

        return new HostCheck(served, warnings);
    }
}
