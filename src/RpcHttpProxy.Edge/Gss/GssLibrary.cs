using System.Runtime.InteropServices;
using System.Text;

namespace RpcHttpProxy.Edge.Gss;

/// <summary>
/// The acceptor's calls of MIT's GSSAPI (RFC 2744), which .NET's own acceptor gives no channel binding and no name. The only code that calls into it.
/// </summary>
/// <remarks>
/// What is passed in lives on this stack, or is fixed, for as long as the call: GSSAPI copies what it keeps (names, mechanisms, tokens). What it gives back is copied
/// here and released before the method returns: buffers by <see cref="ReleaseBuffer"/>, names by <see cref="ReleaseName"/>; a mechanism's identifier is the library's
/// and never released. Credentials and contexts are <see cref="SafeHandle"/>s, and each call holds a reference to those it uses, so that whoever gives a call up
/// can dispose of them at once. A context is used by one call at a time; a call may make it or delete it, and its handle is set before the reference is given back.
/// The structures are laid out as in gssapi.h for Linux, where they are aligned naturally.
/// </remarks>
internal static unsafe partial class GssLibrary
{
    private const string Library = "libgssapi_krb5.so.2";

    /* RFC 2744, 3.9.1 and appendix A. */
    private const uint Complete = 0;
    private const uint ContinueNeeded = 1;
    private const uint BadBindings = 4 << 16;
    private const uint DefectiveToken = 9 << 16;
    private const uint Indefinite = uint.MaxValue;
    private const int AcceptUsage = 2;
    private const uint AnonymousFlag = 64;

    /* MIT Kerberos 1.19, gssapi_ext.h: GSS_C_CHANNEL_BOUND_FLAG. */
    private const uint ChannelBoundFlag = 2048;

    /// <summary>1.2.840.113554.1.2.2 (RFC 4121, 1).</summary>
    public static ReadOnlySpan<byte> Kerberos => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02];

    /// <summary>1.3.6.1.4.1.311.2.2.10 ([MS-SPNG] 1.9).</summary>
    public static ReadOnlySpan<byte> Ntlm => [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a];

    /// <summary>1.3.6.1.5.5.2 (RFC 4178, 3).</summary>
    public static ReadOnlySpan<byte> Spnego => [0x2b, 0x06, 0x01, 0x05, 0x05, 0x02];

    /* GSS_C_NT_HOSTBASED_SERVICE, 1.2.840.113554.1.2.1.4: service@host. */
    private static ReadOnlySpan<byte> HostBasedService => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x01, 0x04];

    /// <summary>Whether the system has the library.</summary>
    public static bool IsThere() => NativeLibrary.TryLoad(Library, out _);

    /// <summary>
    /// Credentials to accept one mechanism with, under the name of a host-based service, or under any name for null. Null when there are none, or no such mechanism.
    /// </summary>
    public static GssCredential? Acquire(ReadOnlySpan<byte> mechanism, string? name)
    {
        nint imported = name is null ? 0 : ImportName(name);
        if (name is not null && imported == 0)
        {
            return null;
        }

        fixed (byte* elements = mechanism)
        {
            var identifier = new Oid(mechanism.Length, elements);
            var mechanisms = new OidSet(1, &identifier);
            uint major = AcquireCred(out _, imported, Indefinite, &mechanisms, AcceptUsage, out nint credential, null, null);
            if (imported != 0)
            {
                ReleaseName(out _, ref imported);
            }

            return major == Complete ? new GssCredential(credential) : null;
        }
    }

    /// <summary>Credentials as bytes, for <see cref="Import"/> in this process; null when the mechanism can't write them.</summary>
    public static byte[]? Export(GssCredential credential)
    {
        GssBuffer token = default;
        uint major = ExportCred(out _, credential, &token);
        byte[]? bytes = Take(ref token);
        return major == Complete ? bytes : null;
    }

    /// <summary>Credentials of what was exported; null when it can't be read.</summary>
    public static GssCredential? Import(ReadOnlySpan<byte> exported)
    {
        fixed (byte* bytes = exported)
        {
            var token = new GssBuffer(exported.Length, bytes);
            return ImportCred(out _, &token, out nint credential) == Complete ? new GssCredential(credential) : null;
        }
    }

    /// <summary>Takes a client's token. A <paramref name="binding"/> that is empty is none.</summary>
    public static GssAnswer Accept(GssContextHandle context, GssCredential credential, ReadOnlySpan<byte> token, ReadOnlySpan<byte> binding)
    {
        bool isHeld = false;
        try
        {
            context.DangerousAddRef(ref isHeld);
            nint handle = context.DangerousGetHandle();
            fixed (byte* tokenBytes = token, bindingBytes = binding)
            {
                var input = new GssBuffer(token.Length, tokenBytes);
                var bindings = new ChannelBindings { ApplicationData = new GssBuffer(binding.Length, bindingBytes) };
                GssBuffer output = default;
                Oid* mechanism = null;
                uint major = AcceptSecContext(
                    out _, ref handle, credential, &input, binding.IsEmpty ? null : &bindings, out nint name, &mechanism, &output, out uint flags, null, null);
                context.Set(handle);
                GssClient? client = major == Complete && NameOf(name) is { } text
                    ? new GssClient(text, IsNtlm(mechanism), (flags & AnonymousFlag) != 0, !binding.IsEmpty && (flags & ChannelBoundFlag) != 0)
                    : null;
                if (name != 0)
                {
                    ReleaseName(out _, ref name);
                }

                byte[]? answer = Take(ref output);
                return new GssAnswer(StatusOf(major), major is Complete or ContinueNeeded ? answer : null, client);
            }
        }
        finally
        {
            if (isHeld)
            {
                context.DangerousRelease();
            }
        }
    }

    /// <summary>For <see cref="GssCredential"/>.</summary>
    public static bool ReleaseCredential(nint credential) => ReleaseCred(out _, ref credential) == Complete;

    /// <summary>For <see cref="GssContextHandle"/>.</summary>
    public static bool DeleteContext(nint context) => DeleteSecContext(out _, ref context, null) == Complete;

    /// <summary>Compared as a whole: a replayed ticket is a status without an error's bits (GSS_S_DUPLICATE_TOKEN).</summary>
    private static GssStatus StatusOf(uint major) => major switch
    {
        Complete => GssStatus.Completed,
        ContinueNeeded => GssStatus.ContinueNeeded,
        BadBindings => GssStatus.BadBindings,
        DefectiveToken => GssStatus.DefectiveToken,
        _ => GssStatus.Failed,
    };

    private static nint ImportName(string name)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(name);
        fixed (byte* text = bytes, elements = HostBasedService)
        {
            var input = new GssBuffer(bytes.Length, text);
            var kind = new Oid(HostBasedService.Length, elements);
            return ImportName(out _, &input, &kind, out nint imported) == Complete ? imported : 0;
        }
    }

    private static string? NameOf(nint name)
    {
        GssBuffer text = default;
        if (name == 0 || DisplayName(out _, name, &text, null) != Complete)
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = Take(ref text);
        return Encoding.UTF8.GetString(bytes is [.. var before, 0] ? before : bytes); // gss-ntlmssp counts C's final zero
    }

    private static bool IsNtlm(Oid* mechanism) => mechanism is not null && new ReadOnlySpan<byte>(mechanism->Elements, (int)mechanism->Length).SequenceEqual(Ntlm);

    /// <summary>A copy of what is in a buffer of GSSAPI's, which is released; null for nothing.</summary>
    private static byte[]? Take(ref GssBuffer buffer)
    {
        byte[]? bytes = buffer.Length == 0 ? null : new ReadOnlySpan<byte>(buffer.Value, checked((int)buffer.Length)).ToArray();
        ReleaseBuffer(out _, ref buffer);
        return bytes;
    }

    [LibraryImport(Library, EntryPoint = "gss_import_name")]
    private static partial uint ImportName(out uint minor, GssBuffer* name, Oid* kind, out nint imported);

    [LibraryImport(Library, EntryPoint = "gss_display_name")]
    private static partial uint DisplayName(out uint minor, nint name, GssBuffer* text, Oid** kind);

    [LibraryImport(Library, EntryPoint = "gss_release_name")]
    private static partial uint ReleaseName(out uint minor, ref nint name);

    [LibraryImport(Library, EntryPoint = "gss_release_buffer")]
    private static partial uint ReleaseBuffer(out uint minor, ref GssBuffer buffer);

    [LibraryImport(Library, EntryPoint = "gss_acquire_cred")]
    private static partial uint AcquireCred(
        out uint minor, nint name, uint seconds, OidSet* mechanisms, int usage, out nint credential, OidSet** actualMechanisms, uint* actualSeconds);

    [LibraryImport(Library, EntryPoint = "gss_export_cred")]
    private static partial uint ExportCred(out uint minor, GssCredential credential, GssBuffer* token);

    [LibraryImport(Library, EntryPoint = "gss_import_cred")]
    private static partial uint ImportCred(out uint minor, GssBuffer* token, out nint credential);

    [LibraryImport(Library, EntryPoint = "gss_release_cred")]
    private static partial uint ReleaseCred(out uint minor, ref nint credential);

    [LibraryImport(Library, EntryPoint = "gss_accept_sec_context")]
    private static partial uint AcceptSecContext(
        out uint minor, ref nint context, GssCredential credential, GssBuffer* token, ChannelBindings* bindings, out nint name, Oid** mechanism,
        GssBuffer* answer, out uint flags, uint* seconds, nint* delegated);

    [LibraryImport(Library, EntryPoint = "gss_delete_sec_context")]
    private static partial uint DeleteSecContext(out uint minor, ref nint context, GssBuffer* token);

    /* gss_buffer_desc: size_t, void * */
    private readonly struct GssBuffer(int length, byte* value)
    {
        public readonly nuint Length = (nuint)length;
        public readonly byte* Value = value;
    }

    /* gss_OID_desc: OM_uint32, void * */
    private readonly struct Oid(int length, byte* elements)
    {
        public readonly uint Length = (uint)length;
        public readonly byte* Elements = elements;
    }

    /* gss_OID_set_desc: size_t, gss_OID */
    private readonly struct OidSet(int count, Oid* elements)
    {
        public readonly nuint Count = (nuint)count;
        public readonly Oid* Elements = elements;
    }

    /* gss_channel_bindings_struct: two addresses, each with its type, of which tls-server-end-point has none (RFC 5929), and the data. */
    private struct ChannelBindings
    {
        public uint InitiatorAddressType;
        public GssBuffer InitiatorAddress;
        public uint AcceptorAddressType;
        public GssBuffer AcceptorAddress;
        public GssBuffer ApplicationData;
    }
}
