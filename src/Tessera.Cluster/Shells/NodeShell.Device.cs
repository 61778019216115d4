using System.Collections.Immutable;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>Calls of the device.</content>
public sealed partial class NodeShell
{
    /// <summary>Makes a call, and posts its answer; never throws.</summary>
    async Task CallAsync(IStepDevice device, NodeEffect.DeviceCall call, Measure measure, CancellationToken cancellationToken)
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

        measure = measure.End();
        if (call is NodeEffect.FuseAndStep step)
        {
            Discard(step.Received.SelectMany(tile => tile.Blocks));
        }

        await PostAsync(new(answer) { Measured = measure });
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
}
