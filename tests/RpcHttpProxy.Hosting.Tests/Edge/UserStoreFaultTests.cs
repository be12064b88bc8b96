using System.Text;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Hosting.Tests.Carriers;

namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>An application's store of users that throws refuses one request, with one line, and harms nobody else.</summary>
public sealed class UserStoreFaultTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(30);

    private readonly RecordedLog _log = new(LogLevel.Information);
    private readonly ILoggerFactory _loggers;
    private readonly BrokenStore _store = new();
    private readonly RulesUnderTest _rules;

    public UserStoreFaultTests()
    {
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        var options = new ProxyOptions { AllowedTargets = ["s:1"], Authentication = { Schemes = [AuthenticationScheme.Basic] } };
        _rules = new RulesUnderTest(options, _store, log: _loggers.CreateLogger("test"));
    }

    public void Dispose()
    {
        _rules.Dispose();
        _loggers.Dispose();
    }

    [Theory]
    [InlineData(Fault.Version, "alice:right")]
    [InlineData(Fault.Verify, "alice:right")]
    [InlineData(Fault.Find, "alice:wrong")] // asked whether the name may be logged
    public async Task A_store_that_throws_refuses_the_request_with_503_and_one_line(Fault fault, string password)
    {
        _store.Fault = fault;

        EdgeDecision.Refuse refuse = await RefusedAsync(Request(password));

        Assert.StartsWith("HTTP/1.1 503 ", refuse.Response, StringComparison.Ordinal);
        Assert.Contains("Retry-After: ", refuse.Response, StringComparison.Ordinal);
        string line = Assert.Single(_log.Lines);
        Assert.StartsWith("Error UserStoreFailed: ", line, StringComparison.Ordinal);
        Assert.Contains("InvalidDataException: no database", line, StringComparison.Ordinal);

        _store.Fault = Fault.None;
        Assert.IsType<EdgeDecision.Carry>(await DecideAsync(Request("alice:right")));
    }

    [Fact]
    public async Task What_a_connection_knows_is_no_answer_while_the_store_throws()
    {
        var connection = new EdgeConnection();
        connection.MakeIdentity().End(PrincipalIdentity.User("Basic", AccountNames.Plain.Of("alice"), []));
        EdgeRequest request = RulesUnderTest.Request("RPC_IN_DATA", 1 << 20, "?s:1", connection: connection);
        Assert.IsType<EdgeDecision.Carry>(await DecideAsync(request));

        _store.Fault = Fault.Find;

        Assert.StartsWith("HTTP/1.1 503 ", (await RefusedAsync(request)).Response, StringComparison.Ordinal);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task A_certificate_is_no_answer_while_the_store_throws()
    {
        _store.Fault = Fault.Find;
        EdgeRequest request = RulesUnderTest.Request("RPC_IN_DATA", 1 << 20, "?s:1", "/rpcwithcert/rpcproxy.dll", certificate: new ClientCertificate(AccountNames.Plain.Of("alice"), ""));

        Assert.StartsWith("HTTP/1.1 503 ", (await RefusedAsync(request)).Response, StringComparison.Ordinal);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task A_store_that_keeps_throwing_has_a_few_lines_written_and_the_rest_counted()
    {
        _store.Fault = Fault.Version;
        for (int i = 0; i < 100; i++)
        {
            await RefusedAsync(Request("alice:right"));
        }

        Assert.Equal(10, _log.Lines.Count);
    }

    private static EdgeRequest Request(string password) => RulesUnderTest.Request(
        "RPC_IN_DATA", 1 << 20, "?s:1",
        headers: new SentHeaders { ["Authorization"] = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(password))}" });

    private async Task<EdgeDecision> DecideAsync(EdgeRequest request) =>
        await _rules.Rules.DecideAsync(request, CancellationToken.None).AsTask().WaitAsync(s_soon);

    private async Task<EdgeDecision.Refuse> RefusedAsync(EdgeRequest request) => Assert.IsType<EdgeDecision.Refuse>(await DecideAsync(request));

    public enum Fault
    {
        None,
        Version,
        Verify,
        Find,
    }

    private sealed class BrokenStore : IUserStore
    {
        public Fault Fault { get; set; }

        public long Version => At(Fault.Version, 0L);

        public ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation) =>
            ValueTask.FromResult(At(Fault.Verify, password == "right" ? new StoredUser(name, []) : null));

        public StoredUser? Find(Principal principal) => At(Fault.Find, new StoredUser(principal.ToString(), []));

        private T At<T>(Fault fault, T answer) => Fault == fault ? throw new InvalidDataException("no database") : answer;
    }
}
