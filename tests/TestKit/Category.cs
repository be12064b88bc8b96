namespace RpcHttpProxy.TestKit;

/// <summary>The trait that tells fast tests from slow ones: <c>dotnet test --filter Category!=Slow</c>.</summary>
public static class Category
{
    /// <summary>The trait's name.</summary>
    public const string Name = "Category";

    /// <summary>
    /// Takes a second or more on a quiet machine: it waits for a real time-out, starts other programs, opens connections by the thousand, or tries inputs by the
    /// hundred thousand.
    /// </summary>
    public const string Slow = "Slow";
}
