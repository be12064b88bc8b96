using System.Text;
using RpcHttpProxy.Edge.Authentication;

namespace RpcHttpProxy.Fuzz.Targets;

/// <summary>The Authorization header, and name and password where it is Basic: nothing secret gets out by the way.</summary>
internal sealed class AuthorizationTarget : FuzzTarget
{
    /* The token, its text, the two parts; and exceptions, of some 8 kB each where code is instrumented: for what is no UTF-8, and for what can't be normalized. */
    private const int AllocationPerByte = 24;
    private const int AllocationBesides = 24_576;

    public override string Name => "authorization";

    public override IReadOnlyList<byte[]> Seeds { get; } = Corpus("authorization.txt");

    public override IReadOnlyList<byte[]> Words { get; } =
        Texts("Basic ", "NTLM ", "Negotiate ", "TlRMTVNTUAAB", "TlRMTVNTUAAD", "Og==", "====", "//79/A==", "w6k6w6k=");

    public override ulong Run(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        long before = Allocated();
        bool isHeader = AuthorizationHeader.TryParse(text, out AuthorizationHeader? header);
        PromiseAllocated(before, AllocationBesides + (long)AllocationPerByte * input.Length);
        Promise(isHeader == (header is not null), "there is a header or there is none");
        if (header is null)
        {
            return Outcome(0);
        }

        Promise(header.Token.Length > 0 && header.Token.Length <= input.Length, "a token is there, and no longer than its text");
        Promise(header.ToString() == header.Scheme, "a header is shown without its token");

        before = Allocated();
        bool areCredentials = BasicCredentials.TryParse(header.Token, PasswordEncoding.Default, out BasicCredentials? credentials);
        PromiseAllocated(before, AllocationBesides + (long)AllocationPerByte * input.Length);
        if (!areCredentials)
        {
            return Outcome(1, header.Is("Basic") ? 1 : 0, Magnitude(header.Token.Length));
        }

        Promise(credentials!.ToString() == credentials.Name && credentials.Name.Length > 0, "credentials are shown without the password");
        Promise(!credentials.Name.Contains(':', StringComparison.Ordinal) && !credentials.Name.Any(char.IsControl), "a name is fit for a log");
        byte[] encoded = Encoding.UTF8.GetBytes($"{credentials.Name}:{credentials.Password}");
        Promise(
            BasicCredentials.TryParse(encoded, PasswordEncoding.Default, out BasicCredentials? again) && (again.Name, again.Password) == (credentials.Name, credentials.Password),
            "what is written is read as the same");
        return Outcome(2, header.Is("Basic") ? 1 : 0, Magnitude(credentials.Name.Length), Magnitude(credentials.Password.Length));
    }
}
