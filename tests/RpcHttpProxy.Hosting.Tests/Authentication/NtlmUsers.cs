using System.Runtime.InteropServices;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>Whom gss-ntlmssp knows in this process: <c>LAB\alice</c> with the password "right".</summary>
internal static class NtlmUsers
{
    private static readonly Lazy<string> _file = new(() =>
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "LAB:alice:right\n");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);

        // gss-ntlmssp asks the C library, whose environment .NET's own doesn't reach.
        Assert.Equal(0, SetEnvironment("NTLM_USER_FILE", file, 1));
        return file;
    });

    public static void Set() => _ = _file.Value;

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironment([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
