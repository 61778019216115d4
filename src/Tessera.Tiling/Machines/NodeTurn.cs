using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>Collects the effects of one event; predictions for the same node leave together.</summary>
sealed class NodeTurn
{
    readonly ImmutableArray<NodeEffect>.Builder _effects = ImmutableArray.CreateBuilder<NodeEffect>();
    readonly SortedDictionary<(int Node, int Evaluation), ImmutableArray<Prediction>.Builder> _outgoing = [];

    public void Add(NodeEffect effect) => _effects.Add(effect);

    public void Send(int node, Prediction prediction)
    {
        if (!_outgoing.TryGetValue((node, prediction.Evaluation), out var batch))
        {
            _outgoing.Add((node, prediction.Evaluation), batch = ImmutableArray.CreateBuilder<Prediction>());
        }

        batch.Add(prediction);
    }

    public ImmutableArray<NodeEffect> Effects() =>
        [.. _outgoing.Select(NodeEffect (pair) => new NodeEffect.Send(pair.Key.Node, pair.Value.ToImmutable())), .. _effects];
}
