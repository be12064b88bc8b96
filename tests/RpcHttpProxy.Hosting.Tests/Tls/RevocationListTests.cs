using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Tls;

public sealed class RevocationListTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _root = new("Lab");
    private readonly TestCertificates _otherRoot = new("Other");
    private readonly TestCertificates _forger = new("Lab"); // the name, with another key
    private readonly TestCertificates _between;
    private readonly X509Certificate2 _alice;
    private readonly X509Certificate2 _bob;
    private readonly FakeTimeProvider _time = new(s_now);

    public RevocationListTests()
    {
        _alice = _root.Client("CN=Alice");
        _between = new TestCertificates("Between", _root);
        _bob = _between.Client("CN=Bob");
    }

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _between.Dispose();
        _forger.Dispose();
        _otherRoot.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("good", null, false)]
    [InlineData("revoked", "CN=Alice is revoked by the revocation list of CN=Lab", false)]
    [InlineData("another's", "there is no revocation list of CN=Lab", true)]
    [InlineData("forged", "the revocation list of CN=Lab isn't signed by that authority", true)]
    [InlineData("old", "the revocation list of CN=Lab was valid until ", true)]
    [InlineData("early", "the revocation list of CN=Lab is not valid before ", true)]
    [InlineData("old and revoked", "CN=Alice is revoked by ", false)]
    [InlineData("good, and an older one that revokes", null, false)]
    [InlineData("good, and an early one that revokes", null, false)]
    public void A_certificate_is_good_when_a_valid_list_of_its_authority_does_not_have_it(string which, string? why, bool isUnchecked)
    {
        byte[][] lists = which switch
        {
            "good" => [_root.RevocationList([_bob])],
            "revoked" => [_root.RevocationList([_bob, _alice])],
            "another's" => [_otherRoot.RevocationList([_alice])],
            "forged" => [_forger.RevocationList([])],
            "old" => [_root.RevocationList([], s_now.AddDays(-2), s_now.AddDays(-1))],
            "early" => [_root.RevocationList([], s_now.AddHours(1), s_now.AddHours(2))],
            "good, and an early one that revokes" => [_root.RevocationList([]), _root.RevocationList([_alice], s_now.AddSeconds(5))],
            "old and revoked" => [_root.RevocationList([_alice], s_now.AddDays(-2), s_now.AddDays(-1))],
            _ => [_root.RevocationList([_alice], s_now.AddDays(-2)), _root.RevocationList([])],
        };
        using RevocationLists read = Read(new CrlOptions(), lists);

        CertificateFault? fault = read.FaultOf([_alice, _root.Authority]);

        Assert.Equal(why is null, fault is null);
        Assert.StartsWith(why ?? "", fault?.Text ?? "", StringComparison.Ordinal);
        Assert.Equal(isUnchecked, fault?.IsUnchecked ?? false);
    }

    [Fact]
    public void An_authority_without_a_list_can_be_allowed_and_one_whose_list_is_old_or_forged_can_not()
    {
        var allowed = new CrlOptions { AllowMissing = true };
        using RevocationLists another = Read(allowed, _otherRoot.RevocationList([]));
        using RevocationLists old = Read(allowed, _root.RevocationList([], s_now.AddDays(-2), s_now.AddDays(-1)));
        using RevocationLists forged = Read(allowed, _forger.RevocationList([]));

        Assert.Null(another.FaultOf([_alice, _root.Authority]));
        Assert.NotNull(old.FaultOf([_alice, _root.Authority]));
        Assert.NotNull(forged.FaultOf([_alice, _root.Authority]));
    }

    [Theory]
    [InlineData("good", null)]
    [InlineData("leaf", "CN=Bob is revoked by the revocation list of CN=Between")]
    [InlineData("authority", "CN=Between is revoked by the revocation list of CN=Lab")]
    [InlineData("no list of the root", "there is no revocation list of CN=Lab")]
    [InlineData("no list of the authority", "there is no revocation list of CN=Between")]
    public void Each_authority_of_the_chain_is_asked(string which, string? why)
    {
        byte[] root = _root.RevocationList(which == "authority" ? [_between.Authority] : []);
        byte[] between = _between.RevocationList(which == "leaf" ? [_bob] : []);
        using RevocationLists read = Read(new CrlOptions(), which switch
        {
            "no list of the root" => [between],
            "no list of the authority" => [root],
            _ => [root, between],
        });

        Assert.Equal(why, read.FaultOf([_bob, _between.Authority, _root.Authority])?.Text);
    }

    [Fact]
    public void A_list_that_runs_out_is_no_longer_relied_on()
    {
        using RevocationLists read = Read(new CrlOptions(), _root.RevocationList([], until: s_now.AddHours(1)));
        Assert.Null(read.FaultOf([_alice, _root.Authority]));

        _time.Advance(TimeSpan.FromMinutes(61));

        Assert.NotNull(read.FaultOf([_alice, _root.Authority]));
    }

    [Fact]
    public void A_file_can_have_several_lists_between_other_things()
    {
        File.WriteAllText(_folder["lists.pem"], $"lists of ours\n{_between.RevocationListPem(_bob)}\n{_root.AuthorityPem}\n{_root.RevocationListPem(_alice)}\n");
        using var read = new RevocationLists(new CrlOptions { Files = [_folder["lists.pem"]] }, _time, NullLogger.Instance);

        Assert.NotNull(read.FaultOf([_alice, _root.Authority]));
        Assert.NotNull(read.FaultOf([_bob, _between.Authority, _root.Authority]));
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("damaged")]
    public void A_file_with_a_list_that_is_no_block_is_a_fault_and_not_a_file_of_the_others(string which)
    {
        string second = _between.RevocationListPem(_bob);
        string bad = which == "damaged" ? second.Insert(40, "!") : second[..(second.Length / 2)];
        File.WriteAllText(_folder["lists.pem"], $"{_root.RevocationListPem(_alice)}\n{bad}");

        Assert.Contains("1 of the revocation lists in it are cut off or damaged", RevocationLists.FaultOf(new CrlOptions { Files = [_folder["lists.pem"]] }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_name_is_a_fault() => Assert.NotNull(RevocationLists.FaultOf(new CrlOptions { Files = [""] }));

    [Theory]
    [InlineData("missing", "Could not find file")]
    [InlineData("empty", "can't be read")]
    [InlineData("garbage", "can't be read")]
    [InlineData("torn", "can't be read")]
    [InlineData("a certificate", "There is no revocation list in it")]
    [InlineData("partial", "isn't complete")]
    [InlineData("partial without saying so", "isn't complete")]
    [InlineData("weak", "which can be forged")]
    [InlineData("endless", "doesn't say until when it is valid")]
    public void A_file_that_can_not_be_relied_on_is_a_fault_of_the_settings(string which, string why)
    {
        byte[] list = _root.RevocationList([_alice]);
        byte[]? bytes = which switch
        {
            "missing" => null,
            "empty" => [],
            "garbage" => "garbage"u8.ToArray(),
            "torn" => list[..^7],
            "a certificate" => System.Text.Encoding.ASCII.GetBytes(_root.AuthorityPem),
            _ => Unusual(which),
        };
        if (bytes is not null)
        {
            File.WriteAllBytes(_folder["list"], bytes);
        }

        var options = new CrlOptions { Files = [_folder["list"]] };
        Assert.Contains(why, RevocationLists.FaultOf(options), StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => new RevocationLists(options, _time, NullLogger.Instance));
    }

    [Fact]
    public void Files_that_change_are_read_again_and_kept_when_they_can_not_be()
    {
        using RevocationLists read = Read(new CrlOptions(), _root.RevocationList([]));
        int changes = 0;
        read.Changed += () => changes++;

        File.WriteAllBytes(_folder["0.crl"], _root.RevocationList([_alice]));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(read.FaultOf([_alice, _root.Authority]));

        File.WriteAllText(_folder["0.crl"], "garbage");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(read.FaultOf([_alice, _root.Authority]));
        Assert.Equal((1, 1L), (changes, read.Version));
    }

    private RevocationLists Read(CrlOptions options, params byte[][] lists)
    {
        for (int i = 0; i < lists.Length; i++)
        {
            File.WriteAllBytes(_folder[$"{i}.crl"], lists[i]);
            options.Files.Add(_folder[$"{i}.crl"]);
        }

        return new RevocationLists(options, _time, NullLogger.Instance);
    }

    /// <summary>What the framework doesn't make.</summary>
    private static byte[] Unusual(string which)
    {
        using RSA key = RSA.Create(2048);
        var list = new X509V2CrlGenerator();
        list.SetIssuerDN(new X509Name("CN=Lab"));
        list.SetThisUpdate(s_now.UtcDateTime.AddHours(-1));
        if (which != "endless")
        {
            list.SetNextUpdate(s_now.UtcDateTime.AddHours(1));
        }

        if (which.StartsWith("partial", StringComparison.Ordinal))
        {
            list.AddExtension(X509Extensions.IssuingDistributionPoint, which == "partial", new IssuingDistributionPoint(null, true, false, null, false, false));
        }

        return list.Generate(new Asn1SignatureFactory(which == "weak" ? "SHA1WITHRSA" : "SHA256WITHRSA", DotNetUtilities.GetKeyPair(key).Private)).GetEncoded();
    }
}
