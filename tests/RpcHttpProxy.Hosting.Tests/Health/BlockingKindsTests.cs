using System.Text.Json;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Health;

public sealed class BlockingKindsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "nameLookups")]
    [InlineData(true, "nameLookups", "passwordVerifications")]
    public async Task What_nobody_uses_has_no_threads_and_is_not_told_of(bool hasPasswords, params string[] kinds)
    {
        await File.WriteAllTextAsync(_folder["users"], "");
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Admin.Url = "http://127.0.0.1:0";
            if (hasPasswords)
            {
                settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Basic);
                settings.Proxy.Authentication.UsersFile = _folder["users"];
            }
        });

        using var http = new HttpClient();
        using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters")));

        Assert.Equal(kinds, counters.RootElement.GetProperty("blockingCalls").EnumerateObject().Select(kind => kind.Name));
    }
}
