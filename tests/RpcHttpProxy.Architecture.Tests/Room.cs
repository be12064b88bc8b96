namespace RpcHttpProxy.Architecture.Tests;

/// <summary>A namespace, or one type of a namespace that has others below it.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Type">The type; null for the whole namespace.</param>
internal readonly record struct Room(string Namespace, string? Type)
{
    public override string ToString() => Type is null ? Namespace : $"{Namespace}.{Type}";
}
