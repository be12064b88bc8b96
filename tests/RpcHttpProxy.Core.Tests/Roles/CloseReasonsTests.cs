namespace RpcHttpProxy.Core.Tests.Roles;

public class CloseReasonsTests
{
    [Fact]
    public void Each_reason_has_its_row_at_the_place_of_its_number() =>
        Assert.Equal(Enum.GetValues<CloseReason>(), CloseReasons.WithRow);

    [Fact]
    public void Only_what_ends_in_order_is_answered() =>
        Assert.All(Enum.GetValues<CloseReason>().Where(reason => reason.IsAnswered()), reason => Assert.True(reason.IsOrderly(), $"{reason}"));
}
