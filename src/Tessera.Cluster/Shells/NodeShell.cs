using System.Buffers;
using System.Collections.Immutable;
using System.Threading.Channels;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// Runs one node of a job: feeds its machine from one mailbox, and carries out what it asks for. Everything that decides is in
/// <see cref="NodeMachine"/>.
/// </summary>
/// <param name="plan">The job.</param>
/// <param name="device">This node's device; used by this shell alone.</param>
/// <param name="sink">Where finished cores go.</param>
/// <param name="seam">How it hears from coordinators.</param>
/// <param name="links">How it exchanges predictions.</param>
/// <param name="limits">Bounds its mailbox and its batches.</param>
/// <param name="time">For measurements alone.</param>
/// <param name="files">Where the states of tiles are stored; null for a job without cuts.</param>
public sealed class NodeShell(
    JobPlan plan, IStepDevice device, IStageSink sink, IClusterSeam seam, IBlockLinks links, Limits limits, TimeProvider time, TileFiles? files = null)
{
    readonly Channel<Mail> _mailbox = Channel.CreateBounded<Mail>(new BoundedChannelOptions(limits.Mailbox) { SingleReader = true });
    readonly NodeTrace _trace = new(plan, time);
    NodeMachine _machine = new(plan, limits.BatchTiles);
    Member? _coordinator;
    CancellationTokenSource _callCancellation = new();
    Task _call = Task.CompletedTask;
    Task _handOver = Task.CompletedTask;
    Task _storing = Task.CompletedTask;

    /// <summary>What the device or the sink threw last, if anything did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Runs until cancelled. Then no call is outstanding, and all blocks are disposed of. A shell runs once.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled: the only way to end in order.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => Together.RunAsync([HearAsync, ReceiveAsync, WorkAsync], cancellationToken);

    async Task HearAsync(CancellationToken cancellationToken)
    {
        await foreach (var signal in seam.Signals.ReadAllAsync(cancellationToken))
        {
            if (ControlCodec.TryDecode(signal, out var from, out var message) && message.Order is { } order)
            {
                await PostAsync(new(new NodeEvent.Told(order), from, message.Trace));
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

    async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var mail in _mailbox.Reader.ReadAllAsync(cancellationToken))
            {
                Instruments.Queued(_mailbox.Reader.Count, "node");
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
                Discard(mail.Event);
            }

            Discard(_machine.Held);
        }
    }

    void Take(Mail mail, CancellationToken cancellationToken)
    {
        if (mail is { Event: NodeEvent.Told { Order: Order.Assign assign }, From: { } from } && assign.Epoch > _machine.Epoch)
        {
            _coordinator = from;
            _trace.Assign(assign, mail.Trace);
        }

        var before = _machine.Counters;
        (_machine, var effects) = _machine.On(mail.Event);
        Instruments.Exchanged(before, _machine.Counters);
        _trace.After(mail.Event);
        foreach (var effect in effects)
        {
            CarryOut(effect, cancellationToken);
        }

        _trace.Wait(_machine.Waiting);
    }

    void CarryOut(NodeEffect effect, CancellationToken cancellationToken)
    {
        switch (effect)
        {
            case NodeEffect.DeviceCall call:
                _trace.Before(call);
                _callCancellation.Dispose();
                _callCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                _call = CallAsync(call, _callCancellation.Token);
                break;
            case NodeEffect.CancelCall:
                _callCancellation.Cancel();
                break;
            case NodeEffect.HandOver handOver:
                _handOver = HandOverAsync(_handOver, handOver, cancellationToken);
                break;
            case NodeEffect.Save or NodeEffect.Load or NodeEffect.DeleteBelow when files is not null:
                _storing = StoreAsync(_storing, effect, files);
                break;
            case NodeEffect.OpenLinks open:
                links.Open(open.Epoch, open.Nodes, open.Credits);
                break;
            case NodeEffect.Send send:
                links.Send(send.Node, send.Predictions);
                break;
            case NodeEffect.Tell tell:
                Tell(tell.Report);
                break;
            case NodeEffect.Discard discard:
                discard.Block.Dispose();
                break;
            default:
                throw new NotSupportedException(effect.GetType().Name);
        }
    }

    void Tell(Report report)
    {
        if (!seam.TrySend(_coordinator!, ControlCodec.Encode(new(Report: report))))
        {
            throw new InvalidOperationException($"{seam.Self} cannot reach the coordinator {_coordinator}.");
        }
    }

    /// <summary>Makes a call, and posts its answer; never throws.</summary>
    async Task CallAsync(NodeEffect.DeviceCall call, CancellationToken cancellationToken)
    {
        NodeEvent.Answer answer;
        try
        {
            answer = await AnswerAsync(call, cancellationToken);
        }
        catch (Exception e)
        {
            Fault = e;
            answer = new NodeEvent.Failed(ControlCodec.OneLine(e.Message));
        }

        if (call is NodeEffect.FuseAndStep step)
        {
            Discard(step.Received.SelectMany(tile => tile.Blocks));
        }

        await PostAsync(new(answer));
    }

    async Task<NodeEvent.Answer> AnswerAsync(NodeEffect.DeviceCall call, CancellationToken cancellationToken)
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
                return new NodeEvent.Stepped(step.Evaluation, stepped, step.Capture ? await CaptureAsync(stepped, cancellationToken) : []);

            case NodeEffect.TakeCore take:
                return new NodeEvent.CoreTaken(take.Tile, await device.TakeCoreAsync(take.Tile, cancellationToken));

            default:
                throw new NotSupportedException(call.GetType().Name);
        }
    }

    async Task<ImmutableArray<TileState>> CaptureAsync(ImmutableArray<TileId> tiles, CancellationToken cancellationToken)
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
    async Task HandOverAsync(Task before, NodeEffect.HandOver core, CancellationToken cancellationToken)
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
            Discard(mail.Event);
        }
    }

    static void Discard(NodeEvent happened) => Discard(happened switch
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

    readonly record struct Mail(NodeEvent Event, Member? From = null, string? Trace = null);
}
