using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Throttled;

/// <summary>The admin listener of a running proxy. What goes wrong is a <see cref="FailureException"/>.</summary>
internal sealed class AdminListener : IDisposable
{
    /* Ours: it answers from memory. */
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    public AdminListener(Uri url) => _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        BaseAddress = url,
        Timeout = s_timeout,
        DefaultRequestHeaders = { { "X-Requested-With", "rpchttp" } }, // which no other site's page can add
    };

    /// <summary>The option that names it.</summary>
    public static UrlOption Option()
    {
        UrlOption option = UrlOption.OfAdmin("--admin", "The proxy's admin listener, as its own --admin says.");
        option.Required = true;
        return option;
    }

    /// <summary>Who is slowed.</summary>
    public Task<Throttled> ListAsync(CancellationToken cancellation) => AskAsync<Throttled>(HttpMethod.Get, "/throttled", cancellation);

    /// <summary>Forgets failures at an address, of a user, of a user at an address, or all; gives how many were slowed for them.</summary>
    public async Task<int> ClearAsync(string? address, string? user, CancellationToken cancellation)
    {
        string[] query =
        [
            .. address is null ? Array.Empty<string>() : [$"address={Uri.EscapeDataString(address)}"],
            .. user is null ? Array.Empty<string>() : [$"user={Uri.EscapeDataString(user)}"],
        ];
        string asked = query.Length == 0 ? "all=true" : string.Join('&', query);
        return (await AskAsync<Cleared>(HttpMethod.Post, $"/throttled/clear?{asked}", cancellation)).Count;
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> AskAsync<T>(HttpMethod method, string path, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                string why = response.Content.Headers.ContentType?.MediaType == "text/plain" ? $": {(await response.Content.ReadAsStringAsync(cancellation)).Trim()}" : "";
                throw new FailureException($"{_http.BaseAddress} answered {method} {path} with {(int)response.StatusCode}{why}");
            }

            return await response.Content.ReadFromJsonAsync<T>(cancellation) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new FailureException($"{_http.BaseAddress} does not answer as a proxy's admin listener: {e.Message}");
        }
    }

    /// <summary>Who is slowed.</summary>
    /// <param name="Total">How many.</param>
    /// <param name="Entries">The first of them.</param>
    internal sealed record Throttled(int Total, [property: JsonPropertyName("throttled")] IReadOnlyList<Entry> Entries);

    /// <summary>One of them.</summary>
    /// <param name="Address">Null for any.</param>
    /// <param name="User">Null for anybody.</param>
    /// <param name="Failures">How many.</param>
    /// <param name="RetryAfterSeconds">Until the next attempt is looked at.</param>
    internal sealed record Entry(string? Address, string? User, int Failures, double RetryAfterSeconds);

    /// <summary>The answer to clearing.</summary>
    /// <param name="Count">How many were slowed.</param>
    private sealed record Cleared([property: JsonPropertyName("cleared")] int Count);
}
