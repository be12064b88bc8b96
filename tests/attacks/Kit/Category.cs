namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>
/// A test without a category is an attack: it fails where the attack succeeds, and it must succeed against the release it was found in.
/// A control is what clients may rely on, there as here. An endurance is no attack that was found, and asked of this tree alone. What is long runs
/// where both are attacked, and in no other run.
/// </summary>
internal static class Category
{
    public const string Name = "Category";
    public const string Control = "Control";
    public const string Endurance = "Endurance";
    public const string Long = "Long";
}
