using System.Collections.Concurrent;
using Tessera.Cluster;

namespace Conformance.Seam;

public sealed class InProcessSeamTests : SeamConformance
{
    readonly ConcurrentDictionary<Limits, InProcessNetwork> _networks = new();

    protected override bool KnowsOnlyLater => false;

    protected override IClusterSeam Make(string name, bool hearsBroadcasts, Limits limits) =>
        _networks.GetOrAdd(limits, bounds => new InProcessNetwork(bounds)).Join(name, hearsBroadcasts);
}
