using System.CommandLine;
using RpcHttpProxy.Client;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>The options by which a client command says who it is and whom it trusts.</summary>
internal sealed class AccessArguments
{
    private readonly Option<string?> _user = new("--user")
    {
        Description = "Who the client is to the proxies: alice, LAB\\alice, alice@LAB.EXAMPLE. Its password comes by --password-stdin.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _passwordStdin = new("--password-stdin") { Description = "Read the password from the first line of standard input." };

    private readonly Option<string?> _auth = new("--auth")
    {
        Description = "How to prove it: basic (the default with --user; over https only), ntlm, or negotiate, which without --user takes "
            + "the Kerberos ticket that is there.",
        HelpName = "basic|ntlm|negotiate",
    };

    private readonly Option<FileInfo?> _authorities = new("--ca")
    {
        Description = "Trust these certificates (PEM) instead of the system's.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _insecure = new("--insecure") { Description = "Take any certificate of anybody. For trials only." };

    private readonly Option<FileInfo?> _clientCertificate = new("--client-cert")
    {
        Description = "Show this certificate to proxies that ask for one: PEM with its key, or PFX.",
        HelpName = "FILE",
    };

    public AccessArguments(Command command)
    {
        _auth.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "basic", "ntlm", "negotiate");
        foreach (Option option in new Option[] { _user, _passwordStdin, _auth, _authorities, _insecure, _clientCertificate })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>
    /// The credentials of the client; null for none. Reads the password, so only once. Throws <see cref="UsageException"/> when it isn't all there,
    /// or would be shown to everybody on the way to <paramref name="proxy"/>.
    /// </summary>
    public ProxyCredentials? ReadCredentials(ParseResult arguments, Uri? proxy = null)
    {
        string? user = arguments.GetValue(_user);
        ProxyAuthentication scheme = Enum.Parse<ProxyAuthentication>(arguments.GetValue(_auth) ?? "basic", ignoreCase: true);
        if (user is null)
        {
            return (arguments.GetValue(_auth), arguments.GetValue(_passwordStdin)) switch
            {
                (_, true) => throw new UsageException("--password-stdin is of no use without --user"),
                (null, _) => null,
                _ when scheme == ProxyAuthentication.Negotiate => ProxyCredentials.FromTicketCache,
                _ => throw new UsageException("--auth basic and --auth ntlm need --user and --password-stdin"),
            };
        }

        if (!arguments.GetValue(_passwordStdin))
        {
            throw new UsageException("--user needs --password-stdin: a password on the command line could be read by everybody on this machine");
        }

        if (scheme == ProxyAuthentication.Basic && proxy is { IsLoopback: false } && proxy.Scheme != Uri.UriSchemeHttps)
        {
            throw new UsageException($"{proxy}: Basic would show the password to everybody on the way; https:// is needed");
        }

        string password = Console.In.ReadLine() ?? throw new UsageException("no password came on standard input");
        try
        {
            return new ProxyCredentials(scheme, user, password);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--user: {exception.Message}");
        }
    }

    /// <summary>Whom the client trusts, and what it shows. Throws <see cref="UsageException"/> for files that can't be read.</summary>
    public ProxyTls ReadTls(ParseResult arguments)
    {
        if (arguments.GetValue(_insecure))
        {
            arguments.InvocationConfiguration.Error.WriteLine("rpchttp: --insecure: the proxy's certificate is not checked");
        }

        (var certificate, var chain) = arguments.GetValue(_clientCertificate) is { } file ? CertificateFile.ReadWithKey(file) : (null, []);
        return new ProxyTls
        {
            AcceptsAnyCertificate = arguments.GetValue(_insecure),
            TrustedAuthorities = arguments.GetValue(_authorities) is { } authorities ? CertificateFile.ReadAuthorities(authorities) : null,
            ClientCertificate = certificate,
            ClientCertificateChain = chain,
        };
    }
}
