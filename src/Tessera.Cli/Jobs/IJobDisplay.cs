using Tessera.Server.Contracts;

namespace Tessera.Cli.Jobs;

/// <summary>Shows a job that is followed. It is not told two things at a time.</summary>
interface IJobDisplay
{
    /// <summary>How often to look at what events do not tell: nodes, and how long it will take.</summary>
    TimeSpan LookEvery { get; }

    /// <summary>Whether it shows nodes.</summary>
    bool ShowsNodes { get; }

    /// <summary>Makes room, follows the job, and leaves what was shown last.</summary>
    Task<JobView> RunAsync(Func<Task<JobView>> follow);

    /// <param name="job">The job as it stands.</param>
    /// <param name="nodes">The nodes; null when nothing is known of them.</param>
    void Show(JobView job, NodeList? nodes);

    /// <param name="line">What is in the way, in one line.</param>
    void ShowTrouble(string line);
}
