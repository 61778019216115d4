using Conformance.Servers;

namespace Conformance.Store;

/// <summary>Tests that share a server, each with a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
