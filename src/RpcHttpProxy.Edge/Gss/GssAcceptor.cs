using System.Buffers.Binary;

namespace RpcHttpProxy.Edge.Gss;

/// <summary>
/// What the proxy answers clients with: for Kerberos any key of the system's keytab, for NTLM a name of the operator's choice, since gss-ntlmssp otherwise
/// tells everybody the machine's. Acquired anew for each context, so that a keytab that is put there later counts.
/// </summary>
internal static class GssAcceptor
{
    /// <summary>Null when the system has none of it.</summary>
    /// <param name="isNtlmOnly">For NTLM alone; else for SPNEGO, Kerberos and NTLM.</param>
    /// <param name="ntlmName">What NTLM's challenge calls this machine.</param>
    public static GssCredential? Acquire(bool isNtlmOnly, string ntlmName)
    {
        // No service before the at sign: gss-ntlmssp would send it as the name of a target.
        GssCredential? ntlm = GssLibrary.Acquire(GssLibrary.Ntlm, $"@{ntlmName}");
        if (isNtlmOnly)
        {
            return ntlm;
        }

        using (ntlm)
        using (GssCredential? kerberos = GssLibrary.Acquire(GssLibrary.Kerberos, null))
        {
            byte[] both = [.. Export(kerberos), .. Export(ntlm)];
            return both.Length == 0 ? null : GssLibrary.Import([.. ForSpnego(both), .. both]);
        }
    }

    private static byte[] Export(GssCredential? credential) => credential is null ? [] : GssLibrary.Export(credential) ?? [];

    /// <summary>
    /// SPNEGO's credentials are those it chooses among. GSSAPI has no call that makes them of two that were acquired under different names, but it imports what it would export:
    /// of each mechanism its identifier and its own credentials, each behind its length, 4 bytes, big endian.
    /// </summary>
    private static byte[] ForSpnego(byte[] credentials) => [.. Counted(GssLibrary.Spnego), .. Counted(credentials)];

    private static byte[] Counted(ReadOnlySpan<byte> bytes)
    {
        byte[] counted = [0, 0, 0, 0, .. bytes];
        BinaryPrimitives.WriteInt32BigEndian(counted, bytes.Length);
        return counted;
    }
}
