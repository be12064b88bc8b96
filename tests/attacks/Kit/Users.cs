namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>The file of users, made as an operator makes it.</summary>
internal static class Users
{
    public static async Task<string> AddAsync(ScratchDirectory scratch, string name, string password, params string[] groups)
    {
        string file = scratch["users"];
        string[] groupOptions = [.. groups.SelectMany(group => (string[])["--group", group])];
        await RunningTool.SucceedAsync(new Launch(["user", "add", "--users", file, name, "--password-stdin", .. groupOptions]), password);
        return file;
    }
}
