using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What the machine asks for.</content>
public sealed partial class LeaderShell
{
    void CarryOut(LeaseEffect effect)
    {
        switch (effect)
        {
            case LeaseEffect.Claim claim:
                _ = ClaimAsync(claim);
                break;
            case LeaseEffect.Gained gained:
                LogGained(gained.Term);
                break;
            case LeaseEffect.Lost:
                LogLost();
                Leave();
                break;
            default:
                throw new NotSupportedException(effect.GetType().Name);
        }
    }

    void CarryOut(JobEffect effect, Led? led)
    {
        switch (effect)
        {
            case JobEffect.Tell tell:
                Tell(tell, led);
                break;
            case JobEffect.Read:
                _ = ReadAsync(led!);
                break;
            case JobEffect.Commit commit:
                _ = CommitAsync(led!, commit);
                break;
            case JobEffect.Stitch stitch:
                led!.Conduct.Stitch(stitch);
                break;
            case JobEffect.Show show:
                led!.Conduct.Show(show);
                break;
            case JobEffect.Note note:
                led!.Conduct.Note(note);
                LogNote(led.Document.Id, note.Text);
                break;
            case JobEffect.End end:
                End(led!, end);
                break;
            default:
                throw new NotSupportedException(effect.GetType().Name);
        }
    }

    void End(Led led, JobEffect.End end)
    {
        var result = led.Conduct.End(end);
        _ending = Task.WhenAll(_ending, Task.Run(() => led.EndAsync(end)));
        if (end.Outcome is JobOutcome.Done)
        {
            LogDone(led.Document.Id, result.Stages.Sum(stage => stage.Denoise.TotalSeconds), result.Stages.Sum(stage => stage.Stitch.TotalSeconds), result.Stages.Length);
        }
        else
        {
            LogEnded(led.Document.Id, end.Outcome);
        }
    }

    /// <summary>What does not arrive is said again; what can never be said ends the job.</summary>
    void Tell(JobEffect.Tell tell, Led? led)
    {
        try
        {
            _ = led is null ? _seam.TrySend(tell.Node, ControlCodec.Encode(new(tell.Order))) : led.Conduct.TryTell(tell);
        }
        catch (ArgumentException e)
        {
            _ = PostAsync(new(new LeaderEvent.Job(new JobEvent.Failed($"There are too many tiles for so few nodes: {e.Message}")), led)).AsTask();
        }
    }
}
