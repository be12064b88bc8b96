using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Hosting.Logging;
using RpcHttpProxy.Hosting.Tracing;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Hosting;

/// <summary>What the processes of proxies and of servers have in common.</summary>
internal static class HostBasics
{
    /* Ours: what stopping may take beyond the linger time of the channels. */
    private static readonly TimeSpan s_stopping = TimeSpan.FromSeconds(3);

    public static void AddHostBasics(
        this IHostApplicationBuilder builder, LogOptions log, TraceOptions trace, ITraceSink? sink, TimeProvider time, TimeSpan linger)
    {
        SerilogSetup.AddTo(builder.Services, log);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(Options.Create(trace));
        builder.Services.AddSingleton(services => new TraceSinks(
            services.GetRequiredService<IOptions<TraceOptions>>(), time, services.GetRequiredService<ILogger<TraceSinks>>())
        {
            Instead = sink,
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = linger + s_stopping);
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>(); // whoever runs the host listens to signals
    }
}
