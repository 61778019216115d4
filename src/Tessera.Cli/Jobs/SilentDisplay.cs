using Tessera.Server.Contracts;

namespace Tessera.Cli.Jobs;

/// <summary>Shows nothing: the answer comes at the end.</summary>
sealed class SilentDisplay : IJobDisplay
{
    public TimeSpan LookEvery => Timeout.InfiniteTimeSpan;

    public bool ShowsNodes => false;

    public Task<JobView> RunAsync(Func<Task<JobView>> follow) => follow();

    public void Show(JobView job, NodeList? nodes)
    {
    }

    public void ShowTrouble(string line)
    {
    }
}
