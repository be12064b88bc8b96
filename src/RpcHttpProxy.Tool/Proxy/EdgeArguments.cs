using System.CommandLine;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting;

namespace RpcHttpProxy.Tool.Proxy;

/// <summary>The options that say how a proxy is protected: TLS, and who may use it.</summary>
internal sealed class EdgeArguments
{
    private readonly Option<FileInfo?> _certificate = new("--cert")
    {
        Description = "Certificate for https, and those between it and its root: PEM, or PKCS#12 with its key. Read again when it changes.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _key = new("--key") { Description = "The certificate's private key: PEM.", HelpName = "FILE" };

    private readonly Option<string?> _tls = new("--tls")
    {
        Description = "TLS versions; 1.2-1.3 when left out. For one listener: --listen https://ADDR:PORT?tls=1.2.",
        HelpName = "1.2|1.3|1.2-1.3",
    };

    private readonly Option<FileInfo?> _clientAuthorities = new("--client-ca")
    {
        Description = "Authorities whose client certificates open /rpcwithcert: PEM, with their roots. Read again when it changes.",
        HelpName = "FILE",
    };

    private readonly Option<CertificateName?> _clientName = new("--client-name")
    {
        Description = "Which of a client certificate's names is the principal; the UPN when left out.",
        HelpName = "upn|commonname|subject|email",
    };

    private readonly Option<bool> _serverTls = new("--server-tls") { Description = "Speak TLS to the servers, too: backends with --cert." };

    private readonly Option<FileInfo?> _serverAuthorities = new("--server-ca")
    {
        Description = "Authorities trusted for those servers instead of the system's: PEM, with their roots.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo[]> _clientLists = new("--client-crl")
    {
        Description = "Lists of what those authorities have revoked: PEM or DER; may be given more than once. Read again when they change.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo[]> _serverLists = new("--server-crl")
    {
        Description = "Lists of revoked certificates of those servers: PEM or DER; may be given more than once.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _serverCertificate = new("--server-cert")
    {
        Description = "Certificate shown to servers that ask for one: PEM, or PKCS#12 with its key. Read again when it changes.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _serverKey = new("--server-key") { Description = "That certificate's private key: PEM.", HelpName = "FILE" };

    private readonly Option<string?> _auth = new("--auth")
    {
        Description = "Authentication schemes, one or more. Left out: none, and only clients on this machine are served.",
        HelpName = "anonymous|basic|ntlm|negotiate[,...]",
    };

    private readonly Option<FileInfo?> _users = new("--users")
    {
        Description = "The users of --auth basic: a file made by `rpchttp user`. Read again when it changes.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _plaintext = new("--allow-plaintext-basic")
    {
        Description = "Accept passwords over http from other machines: behind a front end that terminates TLS.",
    };

    public EdgeArguments(Command command)
    {
        _auth.Validators.Add(result =>
        {
            foreach (string word in Words(result.GetValueOrDefault<string>()).Where(word => !IsScheme(word)))
            {
                result.AddError($"--auth: '{word}' is none of {Schemes}");
            }
        });
        foreach (Option option in new Option[]
        {
            _certificate, _key, _tls, _clientAuthorities, _clientLists, _clientName, _serverTls, _serverAuthorities, _serverLists, _serverCertificate, _serverKey,
            _auth, _users, _plaintext,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Puts them over what was configured.</summary>
    public void Apply(ParseResult arguments, ProxyOptions proxy)
    {
        proxy.Tls.Certificate = arguments.GetValue(_certificate)?.FullName ?? proxy.Tls.Certificate;
        proxy.Tls.Key = arguments.GetValue(_key)?.FullName ?? proxy.Tls.Key;
        proxy.Tls.Versions = arguments.GetValue(_tls) ?? proxy.Tls.Versions;
        proxy.Tls.ClientAuthorities = arguments.GetValue(_clientAuthorities)?.FullName ?? proxy.Tls.ClientAuthorities;
        proxy.Tls.ClientName = arguments.GetValue(_clientName) ?? proxy.Tls.ClientName;
        proxy.ServerTls = arguments.GetValue(_serverTls) ? ServerTlsChoice.On : proxy.ServerTls;
        proxy.ServerCa = arguments.GetValue(_serverAuthorities)?.FullName ?? proxy.ServerCa;
        proxy.Tls.ClientCrl.Files = Given(arguments, _clientLists) ?? proxy.Tls.ClientCrl.Files;
        proxy.ServerCrl.Files = Given(arguments, _serverLists) ?? proxy.ServerCrl.Files;
        proxy.ServerIdentity.Certificate = arguments.GetValue(_serverCertificate)?.FullName ?? proxy.ServerIdentity.Certificate;
        proxy.ServerIdentity.Key = arguments.GetValue(_serverKey)?.FullName ?? proxy.ServerIdentity.Key;
        AuthenticationOptions authentication = proxy.Authentication;
        authentication.UsersFile = arguments.GetValue(_users)?.FullName ?? authentication.UsersFile;
        authentication.AllowPlaintextBasic |= arguments.GetValue(_plaintext);
        if (arguments.GetValue(_auth) is { } schemes)
        {
            authentication.Schemes = [.. Words(schemes).Select(word => Enum.Parse<AuthenticationScheme>(word, ignoreCase: true))];
        }
    }

    private static string[]? Given(ParseResult arguments, Option<FileInfo[]> option) =>
        arguments.GetValue(option) is { Length: > 0 } files ? [.. files.Select(file => file.FullName)] : null;

    private static string Schemes => string.Join(", ", Enum.GetNames<AuthenticationScheme>()).ToLowerInvariant();

    private static string[] Words(string? text) => text?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    private static bool IsScheme(string word) =>
        Enum.GetNames<AuthenticationScheme>().Contains(word, StringComparer.OrdinalIgnoreCase);
}
