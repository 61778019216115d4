using Tessera.Cli.Jobs;
using Tessera.Cluster;
using Tessera.Engine.Requests;
using Tessera.Server.Contracts;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Tests.Jobs;

/// <summary>Jobs in words, and jobs after something has happened to them.</summary>
public sealed class JobTextTests
{
    static readonly JobView s_job = new()
    {
        Id = "1", Tenant = "default", State = JobState.Running, Version = 4, Priority = 5, Cost = 1, SubmittedAt = default,
        Request = new PictureRequest { Prompt = "lake\u001b", Size = "64x64" },
        Progress = new(JobPhase.Denoising, 0.999, Stage: 3, Stages: 4, Step: 5, Steps: 8, TilesFinished: 0, Tiles: 9),
    };

    [Theory]
    [InlineData(12, 20.4, "12-20 s")]
    [InlineData(20, 20, "20 s")]
    [InlineData(50, 150, "50 s-3 min")]
    [InlineData(120, 600, "2-10 min")]
    [InlineData(7200, 9000, "2-2.5 h")]
    [InlineData(1e300, 1e308, "11574.1 d")]
    [InlineData(-5, -9, "0 s")]
    [InlineData(9, 3, "9 s")]
    public void Estimates_are_short(double least, double most, string text) => JobText.Of(new EstimateView(least, most, EstimateBasis.Pace)).ShouldBe(text);

    [Fact]
    public void Running_job_says_how_far_it_is_and_not_that_it_is_done()
    {
        JobText.ProgressOf(s_job with { Estimate = new(3, 5, EstimateBasis.Pace) }).ShouldBe("99 %, stage 3 of 4, step 5 of 8, 3-5 s left");
        JobText.BriefOf(s_job).ShouldBe("99 %, stage 3/4");
        JobText.TitleOf(s_job).ShouldBe("lake? 64x64");
    }

    [Fact]
    public void Waiting_job_says_for_what()
    {
        var job = s_job with { State = JobState.Waiting, Progress = null };
        JobText.ProgressOf(job with { Waits = new(WaitReason.Queue, 3) }).ShouldBe("number 3 in the queue");
        JobText.ProgressOf(job with { Waits = new(WaitReason.Leader, null) }).ShouldBe("no coordinator leads");
        JobText.ProgressOf(job with { Waits = new(WaitReason.Workers, null) }).ShouldBe("there are no workers for it");
        JobText.ProgressOf(job).ShouldBe("its turn comes");
    }

    [Fact]
    public void Cancelling_ends_with_the_job()
    {
        JobText.StateOf(s_job with { IsCancelling = true }).ShouldBe("cancelling");
        JobText.StateOf(s_job with { IsCancelling = true, State = JobState.Cancelled }).ShouldBe("cancelled");
    }

    [Fact]
    public void Events_change_a_job_once_each()
    {
        JobView After(JobView job, LoggedEventKind kind, JobOutcome? outcome = null) =>
            JobFollower.After(job, new(job.Version + 1, default, kind, 1, null, outcome, outcome is null ? null : "why"));
        After(s_job, LoggedEventKind.CancelAsked).IsCancelling.ShouldBeTrue();
        var failed = After(s_job, LoggedEventKind.Ended, JobOutcome.Quarantined);
        (failed.State, failed.Reason, failed.Version).ShouldBe((JobState.Quarantined, "why", 5));
        var again = After(failed, LoggedEventKind.Retried);
        (again.State, again.Reason).ShouldBe((JobState.Waiting, null));
        After(again, LoggedEventKind.Begun).State.ShouldBe(JobState.Running);
        JobFollower.After(s_job, new(4, default, LoggedEventKind.Ended, 1, null, JobOutcome.Done, null)).ShouldBe(s_job); // it was known
    }

    [Theory]
    [InlineData("a\u001b[31m\u0007\r\n\tb", "a?[31m????b")]
    [InlineData("\u0090\u009b\u202e\u2066\u200b\u2028", "??????")]
    [InlineData("häuser 山 \U0001f30b", "häuser 山 \U0001f30b")]
    public void What_a_terminal_obeys_becomes_a_question_mark(string text, string printed) => Printable.Of(text).ShouldBe(printed);

    [Fact]
    public void Half_a_character_becomes_a_question_mark() => Printable.Of(new string(['a', (char)0xdf0b, (char)0xd83c, 'b', (char)0xd83c])).ShouldBe("a??b?");
}
