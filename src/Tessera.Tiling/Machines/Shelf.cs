using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// Blocks that effects use while a node holds them: states of tiles, or cores. One that is no longer wanted is discarded as soon as no
/// effect uses it.
/// </summary>
sealed class Shelf
{
    public static readonly Shelf Empty = new(ImmutableSortedDictionary.Create<Key, Entry>(Comparer<Key>.Create((a, b) =>
        (a.Cut.Epoch.Value, a.Cut.Step, a.Tile.Value).CompareTo((b.Cut.Epoch.Value, b.Cut.Step, b.Tile.Value)))));

    readonly ImmutableSortedDictionary<Key, Entry> _items;

    Shelf(ImmutableSortedDictionary<Key, Entry> items) => _items = items;

    public IEnumerable<IMemoryOwner<byte>> Held => _items.Values.Select(item => item.State.Block);

    /// <summary>What is wanted, in order of ownership, step and tile.</summary>
    public IEnumerable<(Key Key, Entry Entry)> Wanted => _items.Where(pair => pair.Value.IsWanted).Select(pair => (pair.Key, pair.Value));

    public TileState this[Key key] => _items[key].State;

    public bool Wants(Key key) => _items.TryGetValue(key, out var item) && item.IsWanted;

    /// <summary>Adds what is not there yet.</summary>
    public Shelf Put(Key key, TileState state, bool isStored) => new(_items.Add(key, new(state, Uses: 0, IsWanted: true, isStored)));

    public Shelf Use(Key key) => new(_items.SetItem(key, _items[key] with { Uses = _items[key].Uses + 1 }));

    public Shelf Store(Key key) => new(_items.SetItem(key, _items[key] with { IsStored = true }));

    /// <summary>Ends one use.</summary>
    public Shelf Release(Key key, NodeTurn turn) =>
        new Shelf(_items.SetItem(key, _items[key] with { Uses = _items[key].Uses - 1 })).Sweep(turn);

    /// <summary>Wants these and nothing else.</summary>
    public Shelf Retain(Func<Key, TileState, bool> wanted, NodeTurn turn)
    {
        var changed = _items.Where(pair => pair.Value.IsWanted != wanted(pair.Key, pair.Value.State))
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value with { IsWanted = !pair.Value.IsWanted }))
            .ToList();
        return changed.Count == 0 ? this : new Shelf(_items.SetItems(changed)).Sweep(turn);
    }

    Shelf Sweep(NodeTurn turn)
    {
        var swept = _items.Where(pair => pair.Value is { IsWanted: false, Uses: 0 }).ToList();
        foreach (var pair in swept)
        {
            turn.Add(new NodeEffect.Discard(pair.Value.State.Block));
        }

        return swept.Count == 0 ? this : new Shelf(_items.RemoveRange(swept.Select(pair => pair.Key)));
    }

    public readonly record struct Key(CutName Cut, TileId Tile);

    /// <param name="State">The block and its digest.</param>
    /// <param name="Uses">Effects that are not answered.</param>
    /// <param name="IsWanted">Whether it is to stay when nobody uses it.</param>
    /// <param name="IsStored">Whether it is durable.</param>
    public readonly record struct Entry(TileState State, int Uses, bool IsWanted, bool IsStored)
    {
        /// <summary>Whether storing it failed, or was never tried.</summary>
        public bool IsUnsaved => IsWanted && !IsStored && Uses == 0;
    }
}
