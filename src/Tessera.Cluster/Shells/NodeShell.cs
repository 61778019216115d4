using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// Runs one node: feeds its machine from one mailbox, and carries out what it asks for. Everything that decides is in
/// <see cref="NodeMachine"/>.
/// </summary>
/// <param name="open">
/// Opens the job of an assignment, quickly; its document is null where there is one job only. What it throws is not thrown on: the leader finds
/// that the node does not get ready.
/// </param>
/// <param name="seam">How it hears from coordinators.</param>
/// <param name="links">How it exchanges predictions.</param>
/// <param name="limits">Bounds its mailbox and its batches.</param>
/// <param name="time">For measurements and, if it is timed, for beats.</param>
/// <param name="log">Is told of assignments, refusals and failures; may be null.</param>
public sealed partial class NodeShell(
    Func<JobDocument?, NodeJob> open, IClusterSeam seam, IBlockLinks links, Limits limits, TimeProvider time, ILogger<NodeShell>? log = null)
{
    readonly ILogger<NodeShell> _log = log ?? NullLogger<NodeShell>.Instance;
    readonly Channel<Mail> _mailbox = Channel.CreateBounded<Mail>(new BoundedChannelOptions(limits.Mailbox) { SingleReader = true });
    readonly NodeTrace _trace = new(time);
    readonly Timeline _timeline = new(time);
    readonly Ticker _ticker = new(time);
    readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    NodeMachine _machine = new(limits.BatchTiles);
    volatile bool _isLeaving;
    NodeJob? _job;
    JobId? _jobId;
    Member? _coordinator;
    CancellationTokenSource _callCancellation = new();
    Task _call = Task.CompletedTask;
    Task _handOver = Task.CompletedTask;
    Task _storing = Task.CompletedTask;

    /// <summary>
    /// Whether it says hello, repeats its reports and waits for a silent leader. A node of a job that lives and dies with its process does not.
    /// </summary>
    public bool IsTimed { get; init; }

    /// <summary>The machine that it runs: how fast the node is, where it is found, and what it has.</summary>
    public NodeMachine Start
    {
        init => _machine = value;
    }

    /// <summary>Asks the leader to give this node's tiles to others.</summary>
    /// <returns>Ends when it has none; only a timed node can leave.</returns>
    public Task LeaveAsync()
    {
        _isLeaving = true;
        return _left.Task;
    }

    /// <summary>What the device, the sink or the disk threw last, if anything did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Runs until cancelled. Then no call is outstanding, and all blocks are disposed of. A shell runs once.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled: the only way to end in order.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => Together.RunAsync(
        IsTimed ? [HearAsync, ReceiveAsync, WorkAsync, TickAsync] : [HearAsync, ReceiveAsync, WorkAsync], cancellationToken);

    async Task HearAsync(CancellationToken cancellationToken)
    {
        await foreach (var signal in seam.Signals.ReadAllAsync(cancellationToken))
        {
            if (ControlCodec.TryDecode(signal, out var from, out var message) && message.Order is { } order)
            {
                await PostAsync(new(new NodeEvent.Told(order), from, message));
            }
        }
    }

    async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        await foreach (var predictions in links.ReceiveAsync(cancellationToken))
        {
            await PostAsync(new(new NodeEvent.Received(predictions)));
        }
    }

    Task TickAsync(CancellationToken cancellationToken) => _ticker.RunAsync(() => _mailbox.Writer.TryWrite(default), cancellationToken);

    async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var mail in _mailbox.Reader.ReadAllAsync(cancellationToken))
            {
                Instruments.Queued(_mailbox.Reader.Count, "node");
                if (IsTimed && _ticker.IsDue(out var now))
                {
                    _machine = _machine with { IsLeaving = _isLeaving, Unlinked = links.Unlinked };
                    Take(new NodeEvent.Tick(now), cancellationToken);
                    if (_isLeaving && _machine.Phase is NodePhase.Idle)
                    {
                        _left.TrySetResult();
                    }
                }

                Take(mail, cancellationToken);
            }
        }
        finally
        {
            _mailbox.Writer.Complete();
            await _callCancellation.CancelAsync();
            await _call;
            await _handOver;
            await _storing;
            _callCancellation.Dispose();
            _trace.Dispose();
            await _timeline.DisposeAsync();
            while (_mailbox.Reader.TryRead(out var mail))
            {
                Discard(mail);
            }

            Discard(_machine.Held);
        }
    }

    void Take(Mail mail, CancellationToken cancellationToken)
    {
        switch (mail.Event)
        {
            case null:
                break;
            case NodeEvent.Told { Order: Order.Assign assign } when assign.Epoch > _machine.Epoch:
                if (TryOpen(mail.Message!.Job, out var log))
                {
                    _coordinator = mail.From;
                    _trace.Assign(_job!.Plan, assign, mail.Message.Trace, log);
                    Take(new NodeEvent.Told(assign, _job.Plan), cancellationToken);
                }

                break;
            case var happened:
                Take(happened, cancellationToken, mail.Measured);
                break;
        }
    }

    /// <summary>
    /// Makes the job of an assignment the node's, with a timeline if it is another than before; one that cannot be opened is not taken, and the node
    /// does not get ready.
    /// </summary>
    bool TryOpen(JobDocument? document, out TimelineLog? log)
    {
        log = null;
        if (_job is not null && _jobId == document?.Id)
        {
            return true;
        }

        try
        {
            (_job, _jobId) = (open(document), document?.Id);
            log = _timeline.Open(_job.Timelines, new(seam.Self, IsLeader: false));
            return true;
        }
        catch (Exception e)
        {
            Fault = e;
            LogNotOpened(document?.Id, e.Message);
            return false;
        }
    }

    void Take(NodeEvent happened, CancellationToken cancellationToken, Measure? measured = null)
    {
        var before = _machine;
        (_machine, var effects) = _machine.On(happened);
        Watch(before);
        _trace.After(happened, _machine.Counters, measured);
        foreach (var effect in effects)
        {
            CarryOut(effect, cancellationToken);
        }

        _trace.Idle(_machine.Idle);
    }

    /// <summary>Logs what a step of the machine changed.</summary>
    void Watch(NodeMachine before)
    {
        if (_machine.Epoch > before.Epoch)
        {
            LogEpoch(_machine.Epoch, _machine.Phase);
        }

        if (_machine.Refused > before.Refused)
        {
            SeamInstruments.Refused(ControlRefusal.LowerEpoch);
            LogRefused(_machine.Refused, _machine.Epoch);
        }

        if (_machine.Counters.LowerEpoch > before.Counters.LowerEpoch)
        {
            LogDropped(_machine.Counters.LowerEpoch, _machine.Epoch);
        }
    }

    /// <summary>Waits for room in the mailbox; once that is closed, whatever comes is disposed of.</summary>
    async ValueTask PostAsync(Mail mail)
    {
        try
        {
            await _mailbox.Writer.WriteAsync(mail);
        }
        catch (ChannelClosedException)
        {
            Discard(mail);
        }
    }

    static void Discard(Mail mail) => Discard(mail.Event switch
    {
        NodeEvent.Received received => received.Predictions.Select(prediction => prediction.Block),
        NodeEvent.Evaluated evaluated => evaluated.Tiles.SelectMany(tile => tile.Blocks),
        NodeEvent.Stepped stepped => stepped.States.Select(state => state.Block),
        NodeEvent.Loaded loaded => [loaded.State.Block],
        NodeEvent.CoreTaken taken => [taken.Core],
        _ => [],
    });

    static void Discard(IEnumerable<IMemoryOwner<byte>> blocks)
    {
        foreach (var block in blocks)
        {
            block.Dispose();
        }
    }

    // Without an event when only time has passed.
    readonly record struct Mail(NodeEvent? Event, Member? From = null, ControlMessage? Message = null)
    {
        /// <summary>What took a while and has led to this.</summary>
        public Measure? Measured { get; init; }
    }
}
