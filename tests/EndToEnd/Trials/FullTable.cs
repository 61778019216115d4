namespace EndToEnd.Trials;

static class FullTable
{
    public static Task<int> RunAsync(string[] args) => Task.FromResult(args.Length);
}
