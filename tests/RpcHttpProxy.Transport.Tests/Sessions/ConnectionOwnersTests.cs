using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Transport.Tests.Sessions;

public sealed class ConnectionOwnersTests
{
    [Fact]
    public void A_cookie_is_its_owners_until_he_has_given_back_every_claim()
    {
        var owners = new ConnectionOwners();
        var cookie = RtsCookie.CreateRandom();
        Assert.True(owners.TryClaim(cookie, "alice"));
        Assert.True(owners.TryClaim(cookie, "alice"));
        Assert.False(owners.TryClaim(cookie, "mallory"));

        owners.Release(cookie);
        Assert.False(owners.TryClaim(cookie, "mallory"));

        owners.Release(cookie);
        Assert.True(owners.TryClaim(cookie, "mallory"));
    }

    [Fact]
    public void A_principal_is_one_in_upper_and_lower_case()
    {
        var owners = new ConnectionOwners();
        var cookie = RtsCookie.CreateRandom();

        Assert.True(owners.TryClaim(cookie, @"LAB\alice"));
        Assert.True(owners.TryClaim(cookie, @"lab\Alice")); // a client may spell it anew at each leg
    }
}
