namespace Tessera.Cluster.Store;

/// <summary>What PostgreSQL and SQLite do differently.</summary>
abstract class Database : IAsyncDisposable
{
    /// <summary>Its address, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The folder of its migrations.</summary>
    public abstract string Migrations { get; }

    /// <summary>Reads the row of <c>cluster</c>; nobody else can change it until the transaction ends.</summary>
    public abstract string LockCluster { get; }

    /// <summary>The database's clock as it is now, not as it was when the transaction began.</summary>
    public abstract string Now { get; }

    /// <summary>Whether there is a table of migrations: 1 or 0.</summary>
    public abstract string HasMigrations { get; }

    /// <summary>Makes the table of migrations.</summary>
    public abstract string MakeMigrations { get; }

    /// <summary>Within a transaction: lets nobody else migrate until it ends.</summary>
    public abstract string LockMigrations { get; }

    /// <summary>How many calls of this process may change it at a time.</summary>
    public abstract int Writers { get; }

    /// <summary>Begins a call.</summary>
    public abstract StoreContext Open();

    /// <summary>Prepares the database itself, outside of any transaction, before it is migrated.</summary>
    public virtual Task PrepareAsync(StoreContext context) => Task.CompletedTask;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
