using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>The files of tiles' states, on storage that all nodes share. What is not synced dies with the process that writes it.</summary>
sealed class Disk(World world)
{
    readonly Dictionary<(CutName Cut, TileId Tile), ulong> _files = [];
    readonly HashSet<(CutName Cut, TileId Tile)> _damaged = [];

    /// <summary>Whether a state that was saved can be read, or only a fault is to blame that it cannot.</summary>
    public bool IsDurable(CutName cut, TileId tile, Digest digest) =>
        _damaged.Contains((cut, tile)) || (_files.TryGetValue((cut, tile), out var x) && Denoiser.DigestOf(x) == digest);

    public void Save(NodeProcess by, NodeEffect.Save save)
    {
        var (tile, x) = (save.State.Tile, Denoiser.FromBytes(save.State.Block.Memory));
        var written = world.Between(5, 200);
        if (world.Bug is PlantedBug.BeforeDurable)
        {
            by.Take(new NodeEvent.Saved(save.Cut, tile));
            by.Later(written, () => _files[(save.Cut, tile)] = x);
            return;
        }

        by.Later(written, () =>
        {
            if (by.IsDiskFull)
            {
                by.Take(new NodeEvent.NotSaved(save.Cut, tile, "no space left"));
                return;
            }

            _files[(save.Cut, tile)] = x;
            by.Take(new NodeEvent.Saved(save.Cut, tile));
        });
    }

    public void Load(NodeProcess by, NodeEffect.Load load) => by.Later(world.Between(5, 100), () => by.Take(
        _files.TryGetValue((load.Cut, load.Tile), out var x) && Denoiser.DigestOf(x) == load.Digest
            ? new NodeEvent.Loaded(load.Cut, new(load.Tile, load.Digest, world.Blocks.Make(Denoiser.ToBytes(x))))
            : new NodeEvent.NotLoaded(load.Cut, load.Tile, "the file is missing or damaged")));

    public void Delete(CutName below)
    {
        foreach (var file in _files.Keys.Where(file => file.Cut < below).ToList())
        {
            world.Checker.Deleted(file.Cut);
            _files.Remove(file);
        }
    }

    /// <summary>Damages or removes some of the files that were written last, as those are the ones that would be read.</summary>
    public void Damage()
    {
        var latest = _files.Keys.OrderByDescending(file => (file.Cut.Epoch.Value, file.Cut.Step)).Take(12);
        foreach (var file in latest.Where(_ => world.Chance(0.5)).ToList())
        {
            world.Note($"the file of {file} is damaged");
            _damaged.Add(file);
            if (world.Chance(0.5))
            {
                _files.Remove(file);
            }
            else
            {
                _files[file] ^= 1;
            }
        }
    }
}
