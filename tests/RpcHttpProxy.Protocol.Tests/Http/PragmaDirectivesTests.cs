namespace RpcHttpProxy.Protocol.Tests.Http;

public class PragmaDirectivesTests
{
    // [rpch 2.1.2.1.2/11-13]
    [Theory]
    [InlineData(new[] { "MinConnTimeout=120" }, 120_000u)]
    [InlineData(new[] { "No-cache", "minconntimeout=14400" }, 14_400_000u)]
    [InlineData(new[] { "ResourceTypeUuid=44e265dd-7daf-42cd-8560-3cdb6e7a2729, MinConnTimeout=1800" }, 1_800_000u)] // FreeRDP: two in one header
    [InlineData(new[] { "No-cache" }, 0u)]
    [InlineData(new string[0], 0u)]
    [InlineData(new[] { "MinConnTimeout=119" }, 0u)]
    [InlineData(new[] { "MinConnTimeout=14401" }, 0u)]
    [InlineData(new[] { "MinConnTimeout=-300" }, 0u)]
    [InlineData(new[] { "MinConnTimeout=99999999999999" }, 0u)]
    [InlineData(new[] { "MinConnTimeout=soon", "MinConnTimeout=300" }, 300_000u)]
    [InlineData(new string?[] { null, "MinConnTimeout=120" }, 120_000u)] // a header without a value
    public void MinConnTimeout_is_read_wherever_it_stands_and_ignored_out_of_range(string?[] headers, uint milliseconds) =>
        Assert.Equal(milliseconds, PragmaDirectives.MinConnTimeout(headers));
}
