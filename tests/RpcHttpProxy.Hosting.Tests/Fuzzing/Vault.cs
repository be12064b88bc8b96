namespace RpcHttpProxy.Hosting.Tests.Fuzzing;

/// <summary>A parser with a planted fault: it opens for four bytes, looked at one after the other.</summary>
internal static class Vault
{
    public static bool Opens(byte[] input)
    {
        if (input.Length < 4 || input[0] != 0x3A)
        {
            return false;
        }

        if (input[1] != 0xC5)
        {
            return false;
        }

        if (input[2] != 0x96)
        {
            return false;
        }

        return input[3] == 0x6B;
    }
}
