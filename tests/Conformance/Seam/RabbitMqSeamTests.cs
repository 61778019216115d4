using Tessera.Cluster;

namespace Conformance.Seam;

[Collection(SharedBroker.Name)]
public sealed class RabbitMqSeamTests(SharedBroker broker) : SeamConformance
{
    readonly string _cluster = $"c{Guid.NewGuid():N}";

    protected override bool KnowsOnlyLater => true;

    protected override IClusterSeam Make(string name, bool hearsBroadcasts, Limits limits) =>
        SharedBroker.Join(broker.Server, _cluster, name, hearsBroadcasts, limits);
}
