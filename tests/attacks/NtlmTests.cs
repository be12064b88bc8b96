using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// What a client says in NTLM's messages. GSSAPI knows LAB\alice; the file of users has an alice of its own, with another password,
/// in the group that may go to the server.
/// </summary>
public sealed class NtlmTests : IAsyncLifetime
{
    private const string Password = "the one of LAB";
    private const string Attacker = "127.0.0.66";

    private readonly ScratchDirectory _scratch = new();
    private Role _backend = null!;
    private Role _proxy = null!;

    private string Server => _backend.EndPoint.ToString();

    public async Task InitializeAsync()
    {
        string users = await Users.AddAsync(_scratch, "alice", "the one of the file", "staff");
        _backend = await Role.BackendAsync();
        _proxy = await Role.ProxyAsync(new Launch(
            "--auth", "basic,ntlm,negotiate", "--users", users, "--set", "Proxy:Limits:LimitLoopback=true",
            "--set", $"Proxy:Rules:0:Targets:0={Server}", "--set", "Proxy:Rules:0:Groups:0=staff")
        {
            NtlmUserFile = _scratch.File("ntlm", $"LAB:alice:{Password}\n"),
        });
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _backend.DisposeAsync();
        _scratch.Dispose();
    }

    [PeerFact("gss-ntlmssp")]
    public async Task Who_leaves_the_domain_out_does_not_become_a_user_of_the_file()
    {
        using Wire wire = await Wire.ConnectAsync(_proxy.EndPoint);
        Response login = await Ntlm.LogInAsync(wire, domain: "", "alice", Password);
        Response? answer = login.Status == 200 ? await OpenAsync(wire) : null;

        Attack.IsHeldOff(answer is not { Status: 200 }, "LAB\\alice, who is in no group, left her domain out and reached the server of the group staff");
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM")]
    [InlineData("Negotiate")]
    public async Task Who_says_hello_again_is_challenged_again_and_can_log_in(string scheme)
    {
        using Wire wire = await Wire.ConnectAsync(_proxy.EndPoint);
        await wire.AskAsync(Requests.Echo(Ntlm.Header(Ntlm.Hello(), scheme)));

        Response second = await wire.AskAsync(Requests.Echo(Ntlm.Header(Ntlm.Hello(), scheme)));

        Attack.IsHeldOff(Ntlm.IsChallenge(second.Token(scheme)), $"the second hello got no challenge:\n{second.Head}");
        byte[] proof = Ntlm.Proof(second.Token(scheme)!, "LAB", "alice", Password);
        Assert.Equal(200, (await wire.AskAsync(Requests.Echo(Ntlm.Header(proof, scheme)))).Status);
    }

    [PeerFact("gss-ntlmssp")]
    public async Task A_user_name_that_goes_on_behind_a_NUL_is_not_taken_for_another_user_where_failures_are_counted()
    {
        using Wire wire = await Wire.ConnectAsync(_proxy.EndPoint);
        Response challenge = await wire.AskAsync(Requests.Echo(Ntlm.Header(Ntlm.Hello())));
        byte[] proof = Ntlm.Proof(challenge.Token("NTLM")!, "LAB", "alice", Password, sentUser: "alice\0 1");

        Response answer = await wire.AskAsync(Requests.Echo(Ntlm.Header(proof)));

        Attack.IsHeldOff(answer.Status != 200, "a right password was confirmed under a name of which there are as many as one likes, none of them slowed");
    }

    [PeerFact("gss-ntlmssp")]
    public async Task Hellos_are_not_counted_as_wrong_passwords()
    {
        // So many failures, and one more, would make an address wait for seconds.
        await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => SayHelloTwiceAsync()));
        await SayHelloTwiceAsync();

        Response? answer = await new Guesser(_proxy.EndPoint).TryAsync(Attacker, "alice", "the one of the file", TimeSpan.FromSeconds(3));

        Attack.IsHeldOff(answer is { Status: 200 }, $"a right password, behind hellos alone, got: {answer?.ToString() ?? "nothing in 3 s"}");
    }

    [PeerFact("gss-ntlmssp")]
    [Trait(Category.Name, Category.Control)]
    public async Task NTLM_proves_who_one_is_for_the_connection_and_a_hello_takes_it_back()
    {
        using Wire wire = await Wire.ConnectAsync(_proxy.EndPoint);
        Assert.Equal(401, (await Ntlm.LogInAsync(wire, "LAB", "alice", "wrong")).Status);
        Assert.Equal(200, (await Ntlm.LogInAsync(wire, "LAB", "alice", Password)).Status);
        Assert.Equal(200, (await wire.AskAsync(Requests.Echo())).Status);
        Assert.Equal(401, (await wire.AskAsync(Requests.Echo(Ntlm.Header(Ntlm.Hello())))).Status);
        Assert.Equal(401, (await wire.AskAsync(Requests.Echo())).Status);
    }

    [PeerFact("gss-ntlmssp")]
    [Trait(Category.Name, Category.Control)]
    public async Task A_domains_user_has_no_group_of_the_files_and_the_files_user_has()
    {
        using Wire wire = await Wire.ConnectAsync(_proxy.EndPoint);
        Assert.Equal(200, (await Ntlm.LogInAsync(wire, "LAB", "alice", Password)).Status);
        Assert.Equal(503, (await OpenAsync(wire)).Status);

        using VirtualConnection opened = await VirtualConnection.OpenAsync(
            _proxy.EndPoint, _proxy.EndPoint, Server, Requests.Basic("alice", "the one of the file"));
    }

    private async Task SayHelloTwiceAsync()
    {
        using Wire wire = await Wire.ConnectAsync(_proxy.EndPoint, Attacker);
        await wire.AskAsync(Requests.Echo(Ntlm.Header(Ntlm.Hello())));
        await wire.AskAsync(Requests.Echo(Ntlm.Header(Ntlm.Hello())));
    }

    private async Task<Response> OpenAsync(Wire wire)
    {
        await wire.SendAsync(Requests.Out(Server));
        await wire.SendAsync(Rts.ConnA1(Rts.NewCookie(), Rts.NewCookie()));
        return await wire.ReadResponseAsync();
    }
}
