namespace RpcHttpProxy.Protocol.Tests;

public class RpcRequestTargetTests
{
    private const string RpcPath = "/rpc/rpcproxy.dll";

    // [rpch 2.2.2/1-2, 3.2.3.3/1, 3.2.4.3/1]
    [Theory]
    [InlineData("/rpc/rpcproxy.dll", true, false)]
    [InlineData("/RPC/RpcProxy.DLL", true, false)]
    [InlineData("/rpcwithcert/rpcproxy.dll", true, true)]
    [InlineData("/RpcWithCert/RPCPROXY.dll", true, true)]
    [InlineData("/rpc/rpcproxy.dll/", false, false)]
    [InlineData("/rpc//rpcproxy.dll", false, false)]
    [InlineData("/rpc/rpcproxy", false, false)]
    [InlineData("/rpc%2frpcproxy.dll", false, false)]
    [InlineData("/x/rpc/rpcproxy.dll", false, false)]
    [InlineData("rpc/rpcproxy.dll", false, false)]
    [InlineData("/", false, false)]
    [InlineData("", false, false)]
    [InlineData(null, false, false)]
    public void Two_paths_are_known_in_any_case(string? path, bool known, bool certificate)
    {
        Assert.Equal(known, RpcRequestTarget.IsRpcPath(path, out bool withCertificate));
        Assert.Equal(certificate, withCertificate);
    }

    // [rpch 2.1/1-2, 2.2.2/5-6, 2.2.2/8-9]
    [Theory]
    [InlineData("?server:6001", "server", 6001)]
    [InlineData("server:6001", "server", 6001)] // without the question mark, as some stacks hand it over
    [InlineData("?exchange-1.lab.example.com:6004", "exchange-1.lab.example.com", 6004)]
    [InlineData("?EXCHANGE:593", "EXCHANGE", 593)]
    [InlineData("?host.example.com.:593", "host.example.com.", 593)]
    [InlineData("?my_backend.stack_default:593", "my_backend.stack_default", 593)] // Windows DNS and containers take underscores
    [InlineData("?10.1.2.3:593", "10.1.2.3", 593)]
    [InlineData("?[::1]:593", "::1", 593)]
    [InlineData("?::1:593", "::1", 593)] // brackets are no part of the grammar
    [InlineData("?2001:DB8:0:0:0:0:0:1:593", "2001:db8::1", 593)]
    [InlineData("?[::ffff:10.1.2.3]:593", "10.1.2.3", 593)]
    [InlineData("?%5B::1%5D%3A593", "::1", 593)]
    [InlineData("?ser%76er%3a593", "server", 593)]
    [InlineData("?SRV$(1)~{x}!:593", "SRV$(1)~{x}!", 593)] // what only NetBIOS allows
    [InlineData("?fifteen!letters:593", "fifteen!letters", 593)]
    [InlineData("?xn--bcher-kva.example:593", "xn--bcher-kva.example", 593)]
    [InlineData("?3com.example:593", "3com.example", 593)]
    [InlineData("?host.0xylophone:593", "host.0xylophone", 593)] // begins like a number, and is none
    [InlineData("?55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@contoso.example:6001", "55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@contoso.example", 6001)] // as Exchange 2013's clients ask
    [InlineData("?55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d%40contoso.example%3A6001", "55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@contoso.example", 6001)]
    [InlineData("?server:1", "server", 1)]
    [InlineData("?server:65535", "server", 65535)]
    [InlineData("?server:000593", "server", 593)] // six digits are allowed, whatever they are
    public void A_query_of_server_and_port_is_a_target(string query, string server, int port)
    {
        Assert.True(RpcRequestTarget.TryParse(RpcPath, query, out RpcRequestTarget? target, out _, out string? error));
        Assert.Equal(new RpcRequestTarget(server, port), target);
        Assert.Null(error);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?server")]
    [InlineData("?:593")]
    [InlineData("?server:")]
    [InlineData("?server:0")]
    [InlineData("?server:65536")]
    [InlineData("?server:0000593")] // seven digits
    [InlineData("?server:99999999999")]
    [InlineData("?server:+593")]
    [InlineData("?server:-1")]
    [InlineData("?server: 593")]
    [InlineData("?server:593 ")]
    [InlineData("?server:0x251")]
    [InlineData("?server:٥٩٣")] // digits, but not ASCII's
    [InlineData("?server:593&x=1")]
    [InlineData("?server:593\n")]
    [InlineData("?a server:593")]
    [InlineData("?server%20:593")]
    [InlineData("?server%0d%0aX-Injected:593")]
    [InlineData("?server%00:593")]
    [InlineData("?a/b:593")]
    [InlineData("?..:593")]
    [InlineData("?a..b:593")]
    [InlineData("?-server.example:593")]
    [InlineData("?server-.example:593")]
    [InlineData("?bücher.example:593")]
    [InlineData("?@server.example.com:593")]
    [InlineData("?a@b@server.example.com:593")]
    [InlineData("?a+b@server.example.com:593")]
    [InlineData("?a%20b@server.example.com:593")]
    [InlineData("?a%0d%0a@server.example.com:593")]
    [InlineData("?55cb32b9-0000-0000-0000-000000000000@:593")]
    [InlineData("?55cb32b9-0000-0000-0000-000000000000@-x.example:593")]
    [InlineData("?55cb32b9-0000-0000-0000-000000000000@10.1.2.3:593")]
    [InlineData("?55cb32b9-0000-0000-0000-000000000000@2130706433:593")]
    [InlineData("?55cb32b9-0000-0000-0000-000000000000@[::1]:593")]
    [InlineData("?a*b:593")]
    [InlineData("?%2573erver.example.com:593")] // undone once, not twice
    [InlineData("?sixteen!!letters:593")] // NetBIOS characters, but one too many
    [InlineData("?[::1:593")]
    [InlineData("?::1]:593")]
    [InlineData("?[[::1]]:593")]
    [InlineData("?[::1%251]:593")] // a scope of whose host?
    [InlineData("?fe80::1%25eth0:593")]
    [InlineData("?[::1]:80:593")]
    [InlineData("?1:2:593")]
    [InlineData("?[server]:593")]
    [InlineData("?[10.1.2.3]:593")]
    [InlineData("?10.1.2.256:593")]
    [InlineData("?10.1.2:593")] // a resolver reads 10.1.0.2
    [InlineData("?127.1:593")]
    [InlineData("?2130706433:593")] // and this as 127.0.0.1
    [InlineData("?0x7f000001:593")]
    [InlineData("?0x7f.0.0.0x1:593")]
    [InlineData("?0177.0.0.1:593")]
    [InlineData("?127.0.0.01:593")]
    [InlineData("?127.0.0.1.:593")]
    [InlineData("?host.0x:593")]
    public void Anything_else_is_refused_with_a_sentence(string? query)
    {
        Assert.False(RpcRequestTarget.TryParse(RpcPath, query, out RpcRequestTarget? target, out _, out string? error));
        Assert.Null(target);
        Assert.EndsWith(".", error);
    }

    [Theory]
    [InlineData(null, "query is missing")]
    [InlineData("", "query is missing")]
    [InlineData("?", "query is missing")]
    [InlineData("?server", "no port")]
    [InlineData("?server:0", "port is not")]
    [InlineData("?:593", "server is no")]
    public void The_sentence_names_the_part_that_is_wrong(string? query, string part)
    {
        RpcRequestTarget.TryParse(RpcPath, query, out _, out _, out string? error);
        Assert.Contains(part, error);
    }

    [Theory]
    [InlineData("55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@contoso.example", true)]
    [InlineData("a@b", true)] // a NetBIOS name by its characters; no host is called so
    [InlineData("contoso.example", false)]
    [InlineData("SRV@", false)]
    [InlineData("@SRV", false)]
    [InlineData("a@1", false)]
    public void A_mailbox_is_no_host(string server, bool isMailbox) => Assert.Equal(isMailbox, new RpcRequestTarget(server, 1).IsMailbox);

    [Theory]
    [InlineData("server", "SERVER.", 593, true)]
    [InlineData("server.", "server", 593, true)]
    [InlineData("server", "server", 594, false)]
    [InlineData("server", "server2", 593, false)]
    public void One_server_has_one_name_in_any_case_with_or_without_the_dot_of_the_root_and_one_port(string server, string other, int port, bool isSame) =>
        Assert.Equal(isSame, new RpcRequestTarget(server, 593).IsSameServer(new RpcRequestTarget(other, port)));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_mailbox_has_at_most_64_characters(int length, bool allowed) =>
        Assert.Equal(allowed, RpcRequestTarget.TryParse(RpcPath, $"?{new string('a', length)}@contoso.example:6001", out _, out _, out _));

    // [rpch 2.2.2/7]
    [Fact]
    public void A_server_name_is_below_1024_characters()
    {
        string longest = string.Join('.', Enumerable.Repeat(new string('a', 63), 16)); // 1 023
        Assert.True(RpcRequestTarget.TryParse(RpcPath, $"?{longest}:593", out RpcRequestTarget? target, out _, out _));
        Assert.Equal(1_023, target!.Server.Length);

        string longer = $"{longest[..^1]}.a"; // 1 024
        Assert.False(RpcRequestTarget.TryParse(RpcPath, $"?{longer}:593", out _, out _, out string? error));
        Assert.Contains("1024", error);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_label_has_at_most_63_characters(int length, bool allowed) =>
        Assert.Equal(allowed, RpcRequestTarget.TryParse(RpcPath, $"?{new string('a', length)}.example:593", out _, out _, out _));

    [Fact]
    public void A_query_may_be_percent_encoded_from_end_to_end()
    {
        string name = string.Join('.', Enumerable.Repeat(new string('a', 63), 16))[..1023];
        string query = string.Concat($"{name}:000593".Select(c => $"%{(int)c:x2}"));
        Assert.True(RpcRequestTarget.TryParse(RpcPath, $"?{query}", out RpcRequestTarget? target, out _, out _));
        Assert.Equal(new RpcRequestTarget(name, 593), target);
    }

    [Fact]
    public void A_huge_query_is_refused_before_it_is_decoded()
    {
        Assert.False(RpcRequestTarget.TryParse(RpcPath, "?" + new string('%', 1_000_000), out _, out _, out string? error));
        Assert.Contains("too long", error);
    }

    [Fact]
    public void The_path_tells_of_a_certificate_even_when_the_query_is_wrong()
    {
        Assert.False(RpcRequestTarget.TryParse("/rpcwithcert/rpcproxy.dll", null, out _, out bool withCertificate, out _));
        Assert.True(withCertificate);
    }

    [Fact]
    public void Another_path_has_no_target_and_the_sentence_names_the_right_ones()
    {
        Assert.False(RpcRequestTarget.TryParse("/rpc/other.dll", "?server:593", out _, out _, out string? error));
        Assert.Contains(RpcPath, error);
        Assert.Contains("/rpcwithcert/rpcproxy.dll", error);
    }

    [Theory]
    [InlineData("server", "server:593")]
    [InlineData("::1", "[::1]:593")]
    public void The_text_of_a_target_reads_back(string server, string text)
    {
        var target = new RpcRequestTarget(server, 593);
        Assert.Equal(text, target.ToString());
        Assert.True(RpcRequestTarget.TryParse(RpcPath, text, out RpcRequestTarget? again, out _, out _));
        Assert.Equal(target, again);
    }
}
