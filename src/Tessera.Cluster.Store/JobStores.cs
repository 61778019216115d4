using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <summary>Opens job stores.</summary>
public static class JobStores
{
    /// <summary>Opens a store, and makes its tables or brings them to this program's.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">The clock of a store in memory; databases have their own.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="FormatException">The address is none; the text says in one line what to write.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be used; the text says in one line which and why.</exception>
    public static async Task<IJobStore> OpenAsync(JobStoreOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var address = StoreAddress.Parse(options.Address);
        CheckFiles(address, options);
        if (DatabaseOf(address, options with { Within = Limits.StoreOpenWithin }) is { } opening)
        {
            await PrepareAsync(opening, cancellationToken).ConfigureAwait(false);
        }

        return DatabaseOf(address, options) is { } database ? new DatabaseJobStore(database, new(database, options.Within)) : new MemoryJobStore(clock);
    }

    /// <summary>
    /// Makes the tables and asks everything once, with connections of its own: what happens for the first time takes longer than a call may, and
    /// a server ends the transaction of a client that is not heard for so long.
    /// </summary>
    static async Task PrepareAsync(Database database, CancellationToken cancellationToken)
    {
        var calls = new DatabaseCalls(database, Limits.StoreOpenWithin);
        var store = new DatabaseJobStore(database, calls);
        await using (store.ConfigureAwait(false))
        {
            await calls.MigrateAsync(cancellationToken).ConfigureAwait(false);
            await WarmAsync(store, cancellationToken).ConfigureAwait(false);
        }
    }

    static Database? DatabaseOf(StoreAddress address, JobStoreOptions options) => address switch
    {
        StoreAddress.Sqlite sqlite => new SqliteDatabase(sqlite, options.Within),
        StoreAddress.Postgres postgres => new PostgresDatabase(postgres, options),
        _ => null,
    };

    static void CheckFiles(StoreAddress address, JobStoreOptions options)
    {
        if (address is not StoreAddress.Postgres && (options.PasswordFile ?? options.RootCertificateFile) is not null)
        {
            throw new FormatException($"{address} takes no password and no certificate.");
        }

        try
        {
            _ = options.PasswordFile is { } password ? PasswordFile.Read(password) : null;
            using var certificate = options.RootCertificateFile is { } root ? File.OpenRead(root) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new StoreUnavailableException($"{address}: {e.Message}", e);
        }
    }

    /// <summary>Asks everything once and changes nothing: what is prepared at the first question must not take the time of a lease.</summary>
    static async Task WarmAsync(DatabaseJobStore store, CancellationToken cancellationToken)
    {
        var nobody = JobId.New();
        var never = new Fence(-1, default, -1);
        await store.FindAsync(nobody, tenant: null, cancellationToken).ConfigureAwait(false);
        await store.NextAsync(cancellationToken).ConfigureAwait(false);
        await store.ListAsync(new(1), cancellationToken).ConfigureAwait(false);
        await store.CancelAsync(nobody, by: null, cancellationToken).ConfigureAwait(false);
        await store.DrainsAsync(cancellationToken).ConfigureAwait(false);
        await store.ShowNodesAsync(never.Term, [], cancellationToken).ConfigureAwait(false);
        await store.RehearseAsync(cancellationToken).ConfigureAwait(false);
        await store.CommitAsync(nobody, never, JobRow.Submitted, cancellationToken).ConfigureAwait(false);
    }
}
