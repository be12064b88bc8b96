using System.Net;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>
/// Each verb, path, target, Host, version and field has its answer, the same whoever has read the head: ours does on a plain listener, Kestrel's over TLS. Behind
/// each waits another request, which is answered where the connection goes on, and never where it doesn't.
/// </summary>
public sealed class SurfaceTests(Surface surface) : IClassFixture<Surface>
{
    public static TheoryData<string> Requests => [.. SurfaceCases.All.Keys];

    public static TheoryData<string> AdminRequests => [.. AdminCases.All.Keys];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_has_its_answer_on_a_plain_listener(string request) =>
        Assert.Equal(SurfaceCases.All[request], await surface.AskAsync(request, WireKind.Plain));

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_has_its_answer_over_TLS(string request) =>
        Assert.Equal(SurfaceCases.All[request], await surface.AskAsync(request, WireKind.Tls13));

    [Theory]
    [MemberData(nameof(AdminRequests))]
    public async Task A_request_has_its_answer_on_the_admin_listener(string request) =>
        Assert.Equal(AdminCases.All[request], await surface.AskAdminAsync(request));

    /// <summary>HTTP/2 without negotiation: over TLS it is a version like others, on a plain wire Kestrel says in HTTP/2 what it wants (RFC 9113, 7: HTTP_1_1_REQUIRED).</summary>
    [Fact]
    public async Task HTTP_2_is_told_to_speak_HTTP_1_1()
    {
        const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

        Assert.Equal("505 | connection: close | content-length: 0 | date | closed", await surface.AskAsync(Preface, WireKind.Tls13));
        using RawClient client = await RawClient.ConnectAsync(IPEndPoint.Parse(surface.PlainUrl.Authority));
        await client.SendAsync(Preface);
        byte[] said = await client.ReadToEndAsync();
        Assert.Equal([0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xd], said); // GOAWAY
    }
}
