using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>States of tiles and cores, on their way to where they last.</content>
public sealed partial class NodeShell
{
    /// <summary>Stores or reads when what came before is done, away from the mailbox, and posts how that ended; never throws.</summary>
    async Task StoreAsync(Task before, NodeEffect effect, TileFiles store, Measure measure)
    {
        await before;
        measure = measure.Begin();
        if (await Task.Run(() => Store(effect, store)) is { } answer)
        {
            await PostAsync(new(answer) { Measured = measure.End() });
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
    async Task HandOverAsync(Task before, IStageSink sink, NodeEffect.HandOver core, Measure measure, CancellationToken cancellationToken)
    {
        await before;
        measure = measure.Begin();
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

        await PostAsync(new(answer) { Measured = measure.End() });
    }
}
