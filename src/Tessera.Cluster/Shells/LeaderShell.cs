using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// Runs a process that may lead: feeds its machine from one mailbox, and carries out what it asks for. Everything that decides is in
/// <see cref="LeaderMachine"/>.
/// </summary>
/// <param name="store">The truth.</param>
/// <param name="open">Plans a job; <see cref="InvalidDataException"/> says in one line why it cannot be done.</param>
/// <param name="seam">How it speaks with the nodes; must hear broadcasts.</param>
/// <param name="limits">Bounds its mailbox.</param>
/// <param name="time">For beats and measurements.</param>
/// <param name="log">Is told of leadership, members, jobs and every change of ownership.</param>
public sealed partial class LeaderShell(
    IJobStore store, Func<JobDocument, LedJob> open, IClusterSeam seam, Limits limits, TimeProvider time, ILogger<LeaderShell> log)
{
    readonly IClusterSeam _seam = seam;
    readonly TimeProvider _time = time;
    readonly Channel<Mail> _mailbox = Channel.CreateBounded<Mail>(new BoundedChannelOptions(limits.Mailbox) { SingleReader = true });
    readonly Ticker _ticker = new(time);
    readonly Timeline _timeline = new(time);
    readonly CancellationTokenSource _stopped = new();
    LeaderMachine _machine = new(seam.Self);
    Led? _led;
    Task _showingNodes = Task.CompletedTask;
    Task _ending = Task.CompletedTask; // of what goes on in the background when a job is left

    /// <summary>The term in which this process leads; 0 when it does not.</summary>
    public long Term => Volatile.Read(ref _machine).Leadership.Term;

    /// <summary>Runs until cancelled, and then gives the lease back. A shell runs once.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled: the only way to end in order.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Together.RunAsync([HearAsync, TickAsync, WorkAsync], cancellationToken);
        }
        finally
        {
            _mailbox.Writer.TryComplete();
            Leave();
            await _stopped.CancelAsync();
            await _ending;
            await ReleaseAsync();
            await _timeline.DisposeAsync();
            _stopped.Dispose();
        }
    }

    async Task HearAsync(CancellationToken cancellationToken)
    {
        await foreach (var signal in _seam.Signals.ReadAllAsync(cancellationToken))
        {
            LeaderEvent? happened = signal switch
            {
                Signal.Online => new LeaderEvent.Connected(IsOnline: true),
                Signal.Offline => new LeaderEvent.Connected(IsOnline: false),
                _ when ControlCodec.TryDecode(signal, out var from, out var message) => message switch
                {
                    { Hello: { } hello } => new LeaderEvent.Heard(from, hello),
                    { Report: { } report } => new LeaderEvent.Job(new JobEvent.Reported(from, report)),
                    _ => null,
                },
                _ => null,
            };
            if (happened is not null)
            {
                await PostAsync(new(happened));
            }
        }
    }

    Task TickAsync(CancellationToken cancellationToken) => _ticker.RunAsync(() => _mailbox.Writer.TryWrite(default), cancellationToken);

    async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var mail in _mailbox.Reader.ReadAllAsync(cancellationToken))
        {
            Instruments.Queued(_mailbox.Reader.Count, "leader");
            if (_ticker.IsDue(out var now))
            {
                Take(new LeaderEvent.Tick(now));
                _led?.Show(now);
            }

            if (mail.Event is { } happened && (mail.Of is null || mail.Of == _led || happened is LeaderEvent.Found))
            {
                Begin(mail);
                Take(happened);
            }
        }
    }

    /// <summary>Makes a job that was found the one that is led, if the machine will take it.</summary>
    void Begin(Mail mail)
    {
        if (mail is { Event: LeaderEvent.Found, Of: { } led } && _machine.IsIdle)
        {
            Leave();
            _led = led;
            led.Begin();
            LogBegun(led.Document.Id, _machine.Leadership.Term);
        }
    }

    /// <summary>Ends all work on a job, in the background: stitching may take a moment to notice.</summary>
    void Leave()
    {
        if (_led is { } led)
        {
            (_led, _ending) = (null, Task.WhenAll(_ending, led.Conduct.DisposeAsync().AsTask()));
        }
    }

    void Take(LeaderEvent happened)
    {
        var refused = _machine.Job?.Refused;
        (_machine, var effects) = _machine.On(happened);
        if (_machine.Job?.Refused > refused)
        {
            SeamInstruments.Refused(ControlRefusal.LowerEpoch);
            LogRefused(_machine.Job.Refused);
        }

        foreach (var effect in effects)
        {
            switch (effect)
            {
                case LeaderEffect.Lease { Effect: var lease }:
                    CarryOut(lease);
                    break;
                case LeaderEffect.Membership { Effect: var found }:
                    Log(found);
                    break;
                case LeaderEffect.Seek:
                    _ = SeekAsync();
                    break;
                case LeaderEffect.AskDrains:
                    _ = AskDrainsAsync();
                    break;
                case LeaderEffect.ShowNodes nodes:
                    Show(nodes);
                    break;
                case LeaderEffect.Job { Effect: var job }:
                    CarryOut(job, _led);
                    break;
                default:
                    throw new NotSupportedException(effect.GetType().Name);
            }
        }
    }

    /// <summary>Waits for room in the mailbox; once that is closed, nobody wants to know.</summary>
    async ValueTask PostAsync(Mail mail)
    {
        try
        {
            await _mailbox.Writer.WriteAsync(mail);
        }
        catch (ChannelClosedException)
        {
        }
    }

    // Without an event when only time has passed; an event of a job that is no longer led is dropped.
    readonly record struct Mail(LeaderEvent? Event, Led? Of = null);
}
