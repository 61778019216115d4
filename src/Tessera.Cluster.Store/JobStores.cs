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
        if (DatabaseOf(address, options) is not { } database)
        {
            return new MemoryJobStore(clock);
        }

        try
        {
            using var opening = new DatabaseCalls(database, Limits.StoreOpenWithin);
            await opening.MigrateAsync(cancellationToken).ConfigureAwait(false);
            await WarmAsync(new DatabaseJobStore(database, opening), cancellationToken).ConfigureAwait(false);
            return new DatabaseJobStore(database, new(database, options.Within));
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
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
        await store.RehearseAsync(cancellationToken).ConfigureAwait(false);
        await store.CommitAsync(nobody, never, JobRow.Submitted, cancellationToken).ConfigureAwait(false);
    }
}
