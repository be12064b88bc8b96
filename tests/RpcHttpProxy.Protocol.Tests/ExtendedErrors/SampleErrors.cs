namespace RpcHttpProxy.Protocol.Tests;

/// <summary>What the golden extended errors say.</summary>
internal static class SampleErrors
{
    private const long Noonish = 0x01DC_298B_0D62_D580; // 2025-09-19 17:30:11.6046208

    /// <summary>The sequence in the vector of that name.</summary>
    public static ExtendedErrorInfo[] Of(string name) => name switch
    {
        "ConnectFailed" =>
        [
            new ExtendedErrorInfo
            {
                ComputerName = "gw7",
                ProcessID = 4242,
                TimeStamp = Noonish,
                GeneratingComponent = GeneratingComponents.RpcOverHttpProxy,
                Status = Win32RpcError.RPC_S_SERVER_UNAVAILABLE,
                DetectionLocation = GeneratingComponents.ConnectFailed,
                Params = [new ExtendedErrorParam.AnsiString("ServerUnreachable"), new ExtendedErrorParam.AnsiString("backend:6001")],
            },
        ],
        "EveryParam" =>
        [
            new ExtendedErrorInfo
            {
                ProcessID = 1,
                TimeStamp = Noonish,
                GeneratingComponent = 2,
                Status = 1825,
                DetectionLocation = 1612,
                Flags = ExtendedErrorFlags.PreviousRecordsMissing,
                Params =
                [
                    new ExtendedErrorParam.UnicodeString("é€"),
                    new ExtendedErrorParam.LVal(-2),
                    new ExtendedErrorParam.IVal(-3),
                    new ExtendedErrorParam.PVal(0x0102_0304_0506_0708),
                ],
            },
            new ExtendedErrorInfo
            {
                ComputerName = "",
                ProcessID = 2,
                TimeStamp = Noonish - 1,
                GeneratingComponent = 3,
                Status = Win32RpcError.ERROR_ACCESS_DENIED,
                DetectionLocation = 71,
                Flags = ExtendedErrorFlags.NextRecordsMissing,
                Params = [new ExtendedErrorParam.None(), new ExtendedErrorParam.Blob([0xAA, 0xBB, 0xCC]), new ExtendedErrorParam.AnsiString("")],
            },
        ],
        "BigEndian" =>
        [
            new ExtendedErrorInfo
            {
                ComputerName = "n",
                ProcessID = 7,
                TimeStamp = Noonish,
                GeneratingComponent = GeneratingComponents.RpcOverHttpProxy,
                Status = Win32RpcError.RPC_S_SERVER_UNAVAILABLE,
                DetectionLocation = GeneratingComponents.ConnectFailed,
            },
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such vector."),
    };
}
