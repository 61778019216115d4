namespace Conformance.Seam;

/// <summary>By itself, and one after the other: some measure time, and others what all seams of the process count.</summary>
[CollectionDefinition(SharedBroker.Name, DisableParallelization = true)]
public sealed class SharedBrokerGroup : ICollectionFixture<SharedBroker>;
