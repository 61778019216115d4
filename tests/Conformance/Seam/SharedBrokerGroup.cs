namespace Conformance.Seam;

[CollectionDefinition(SharedBroker.Name)]
public sealed class SharedBrokerGroup : ICollectionFixture<SharedBroker>;
