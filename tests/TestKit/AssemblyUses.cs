using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RpcHttpProxy.TestKit;

/// <summary>Everything of other assemblies that the code of one assembly uses, read from its metadata.</summary>
public static class AssemblyUses
{
    /// <summary>The assemblies it refers to, its types as <c>Namespace.Type</c>, its members as <c>Namespace.Type.Member</c>.</summary>
    public static IReadOnlySet<string> Of(System.Reflection.Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        var uses = new HashSet<string>(StringComparer.Ordinal);
        foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences)
        {
            uses.Add(metadata.GetString(metadata.GetAssemblyReference(handle).Name));
        }

        foreach (TypeReferenceHandle handle in metadata.TypeReferences)
        {
            uses.Add(NameOf(metadata, handle));
        }

        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            if (ParentOf(metadata, member.Parent) is { } parent)
            {
                uses.Add($"{parent}.{metadata.GetString(member.Name)}");
            }
        }

        return uses;
    }

    private static string? ParentOf(MetadataReader metadata, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => NameOf(metadata, (TypeReferenceHandle)parent),
        HandleKind.TypeSpecification => GenericOf(metadata, (TypeSpecificationHandle)parent),
        _ => null,
    };

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        string name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    /// <summary>The generic type of an instantiation (II.23.2.12: GENERICINST, CLASS or VALUETYPE, then the type).</summary>
    private static string? GenericOf(MetadataReader metadata, TypeSpecificationHandle handle)
    {
        BlobReader signature = metadata.GetBlobReader(metadata.GetTypeSpecification(handle).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        signature.ReadByte();
        EntityHandle type = signature.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? NameOf(metadata, (TypeReferenceHandle)type) : null;
    }
}
