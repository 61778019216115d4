using System.Buffers;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tessera.Tiling;
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
    readonly Ticker _ticker = new(time);
    NodeMachine _machine = new(limits.BatchTiles);
    readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>The node's speed beside others', above 0.</summary>
    public double Speed
    {
        init => _machine = _machine with { Speed = value };
    }

    /// <summary>Where the node's links listen; empty where links need no address.</summary>
    public string Address
    {
        init => _machine = _machine with { Address = value };
    }

    /// <summary>Bytes that the node has for tiles; 0 when nobody counts them.</summary>
    public long Memory
    {
        init => _machine = _machine with { Memory = value };
    }

    /// <summary>Instruction set, library versions and kind of device: nodes that round alike say the same.</summary>
    public string Numerics
    {
        init => _machine = _machine with { Numerics = value };
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
                    _machine = _machine with { IsLeaving = _isLeaving };
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
                if (TryOpen(mail.Message!.Job))
                {
                    _coordinator = mail.From;
                    _trace.Assign(_job!.Plan, assign, mail.Message.Trace);
                    Take(new NodeEvent.Told(assign, _job.Plan), cancellationToken);
                }

                break;
            case var happened:
                Take(happened, cancellationToken);
                break;
        }
    }

    /// <summary>Makes the job of an assignment the node's; one that cannot be opened is not taken, and the node does not get ready.</summary>
    bool TryOpen(JobDocument? document)
    {
        if (_job is not null && _jobId == document?.Id)
        {
            return true;
        }

        try
        {
            (_job, _jobId) = (open(document), document?.Id);
            return true;
        }
        catch (Exception e)
        {
            Fault = e;
            LogNotOpened(document?.Id, e.Message);
            return false;
        }
    }

    void Take(NodeEvent happened, CancellationToken cancellationToken)
    {
        var before = _machine;
        (_machine, var effects) = _machine.On(happened);
        Watch(before);
        _trace.After(happened);
        foreach (var effect in effects)
        {
            CarryOut(effect, cancellationToken);
        }

        _trace.Wait(_machine.Waiting);
    }

    /// <summary>Measures and logs what a step of the machine changed.</summary>
    void Watch(NodeMachine before)
    {
        Instruments.Exchanged(before.Counters, _machine.Counters);
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

    void CarryOut(NodeEffect effect, CancellationToken cancellationToken)
    {
        switch (effect)
        {
            case NodeEffect.DeviceCall call:
                _trace.Before(call);
                _callCancellation.Dispose();
                _callCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                _call = CallAsync(_job!.Device, call, _callCancellation.Token);
                break;
            case NodeEffect.CancelCall:
                _callCancellation.Cancel();
                break;
            case NodeEffect.HandOver handOver:
                _handOver = HandOverAsync(_handOver, _job!.Sink, handOver, cancellationToken);
                break;
            case NodeEffect.Save or NodeEffect.Load or NodeEffect.DeleteBelow when _job!.Files is { } files:
                _storing = StoreAsync(_storing, effect, files);
                break;
            case NodeEffect.OpenLinks open:
                OpenLinks(open);
                break;
            case NodeEffect.Send send:
                links.Send(send.Node, send.Predictions);
                break;
            case NodeEffect.Tell tell:
                Tell(tell.Report);
                break;
            case NodeEffect.Greet greet:
                _ = seam.TryBroadcast(ControlCodec.Encode(new(Hello: greet.Hello)));
                break;
            case NodeEffect.Discard discard:
                discard.Block.Dispose();
                break;
            default:
                throw new NotSupportedException(effect.GetType().Name);
        }
    }

    /// <summary>Where links to the others cannot be, the node stops, and its leader finds that it does not get ready: the others may do without it.</summary>
    void OpenLinks(NodeEffect.OpenLinks open)
    {
        try
        {
            links.Open(open.Epoch, open.Nodes, open.Credits);
        }
        catch (Exception e) when (IsTimed && e is FormatException or InvalidOperationException)
        {
            Fault = e;
            LogNotLinked(open.Epoch, e.Message);
            _ = PostAsync(new(new NodeEvent.Told(new Order.Stop(open.Epoch)))).AsTask();
        }
    }

    void Tell(Report report)
    {
        // What a timed node could not say it says again.
        if (!seam.TrySend(_coordinator!, ControlCodec.Encode(new(Report: report))) && !IsTimed)
        {
            throw new InvalidOperationException($"{seam.Self} cannot reach the coordinator {_coordinator}.");
        }
    }

    /// <summary>Makes a call, and posts its answer; never throws.</summary>
    async Task CallAsync(IStepDevice device, NodeEffect.DeviceCall call, CancellationToken cancellationToken)
    {
        NodeEvent.Answer answer;
        try
        {
            answer = await AnswerAsync(device, call, cancellationToken);
        }
        catch (Exception e)
        {
            Fault = e;
            LogFailed(call.GetType().Name, ControlCodec.OneLine(e.Message));
            answer = new NodeEvent.Failed(ControlCodec.OneLine(e.Message));
        }

        if (call is NodeEffect.FuseAndStep step)
        {
            Discard(step.Received.SelectMany(tile => tile.Blocks));
        }

        await PostAsync(new(answer));
    }

    static async Task<NodeEvent.Answer> AnswerAsync(IStepDevice device, NodeEffect.DeviceCall call, CancellationToken cancellationToken)
    {
        switch (call)
        {
            case NodeEffect.Initialise initialise:
                await device.InitialiseAsync(initialise.Stage, initialise.Tiles, cancellationToken);
                return new NodeEvent.Initialised();

            case NodeEffect.Restore restore:
                await device.RestoreAsync(restore.Stage, restore.Step, restore.States, cancellationToken);
                return new NodeEvent.Initialised();

            case NodeEffect.Evaluate evaluate:
                return new NodeEvent.Evaluated(await device.EvaluateAsync(evaluate.Evaluation, evaluate.Tiles, cancellationToken));

            case NodeEffect.FuseAndStep step:
                await device.FuseAndStepAsync(step.Evaluation, step.Received, cancellationToken);
                ImmutableArray<TileId> stepped = [.. step.Received.Select(tile => tile.Tile)];
                return new NodeEvent.Stepped(step.Evaluation, stepped, step.Capture ? await CaptureAsync(device, stepped, cancellationToken) : []);

            case NodeEffect.TakeCore take:
                return new NodeEvent.CoreTaken(take.Tile, await device.TakeCoreAsync(take.Tile, cancellationToken));

            default:
                throw new NotSupportedException(call.GetType().Name);
        }
    }

    static async Task<ImmutableArray<TileState>> CaptureAsync(IStepDevice device, ImmutableArray<TileId> tiles, CancellationToken cancellationToken)
    {
        var blocks = await device.CaptureAsync(tiles, cancellationToken);
        return [.. tiles.Zip(blocks, (tile, block) => new TileState(tile, TileFiles.DigestOf(block.Memory.Span), block))];
    }

    /// <summary>Stores or reads when what came before is done, away from the mailbox, and posts how that ended; never throws.</summary>
    async Task StoreAsync(Task before, NodeEffect effect, TileFiles store)
    {
        await before;
        if (await Task.Run(() => Store(effect, store)) is { } answer)
        {
            await PostAsync(new(answer));
        }
    }

    NodeEvent? Store(NodeEffect effect, TileFiles store)
    {
        try
        {
            switch (effect)
            {
                case NodeEffect.Save save:
                    store.Save(save.Cut, save.State);
                    return new NodeEvent.Saved(save.Cut, save.State.Tile);
                case NodeEffect.Load load:
                    return new NodeEvent.Loaded(load.Cut, store.Load(load.Cut, load.Tile, load.Digest));
                case NodeEffect.DeleteBelow delete:
                    store.DeleteBelow(delete.Cut);
                    return null;
                default:
                    throw new NotSupportedException(effect.GetType().Name);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Fault = e;
            var message = ControlCodec.OneLine(e.Message);
            return effect switch
            {
                NodeEffect.Save save => new NodeEvent.NotSaved(save.Cut, save.State.Tile, message),
                NodeEffect.Load load => new NodeEvent.NotLoaded(load.Cut, load.Tile, message),
                _ => null, // what could not be deleted now is older than the next cut too
            };
        }
    }

    /// <summary>Hands a core over when the one before is, and posts how that ended; never throws.</summary>
    async Task HandOverAsync(Task before, IStageSink sink, NodeEffect.HandOver core, CancellationToken cancellationToken)
    {
        await before;
        NodeEvent answer = new NodeEvent.HandedOver(core.Epoch, core.Tile);
        try
        {
            await sink.AcceptAsync(core.Stage, core.Tile, core.Core.Memory, cancellationToken);
        }
        catch (Exception e)
        {
            Fault = e;
            answer = new NodeEvent.NotHandedOver(core.Epoch, core.Tile, ControlCodec.OneLine(e.Message));
        }

        await PostAsync(new(answer));
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
    readonly record struct Mail(NodeEvent? Event, Member? From = null, ControlMessage? Message = null);
}
