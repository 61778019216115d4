using System.Data;
using Microsoft.EntityFrameworkCore;

namespace Tessera.Cluster.Store;

/// <summary>
/// Calls of a database that end in time, whatever it does. One that has not ended then goes on without its caller, and stops before the next
/// thing it would ask of the database; so what was asked for may yet happen. Nothing is tried twice.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="within">How long a call may take.</param>
sealed class DatabaseCalls(Database database, TimeSpan within) : IDisposable
{
    readonly SemaphoreSlim _reading = new(Limits.StoreConnections);
    readonly SemaphoreSlim _changing = new(database.Writers);

    /// <summary>Reads with one statement.</summary>
    /// <exception cref="StoreUnavailableException">The database failed, or did not answer in time.</exception>
    public Task<T> AskAsync<T>(Func<StoreContext, Task<T>> question, CancellationToken cancellationToken) => RunAsync(
        _reading,
        async _ =>
        {
            var context = database.Open();
            await using (context.ConfigureAwait(false))
            {
                return await question(context).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Reads and writes in one transaction, that begins by locking the cluster's row.</summary>
    /// <exception cref="StoreUnavailableException">The database failed, or did not answer in time.</exception>
    public Task<T> ChangeAsync<T>(Func<StoreContext, ClusterEntity, Task<T>> change, CancellationToken cancellationToken) => TransactAsync(
        async (context, call) =>
        {
            var cluster = await context.Cluster.FromSqlRaw(database.LockCluster).ToListAsync().ConfigureAwait(false);
            call.ThrowIfLeft();
            return await change(context, cluster.Single()).ConfigureAwait(false);
        },
        isKept: true,
        cancellationToken);

    /// <summary>Writes in one transaction that is rolled back and locks nothing that leaders wait for but while it writes.</summary>
    /// <exception cref="StoreUnavailableException">The database failed, or did not answer in time.</exception>
    public Task RehearseAsync(Func<StoreContext, Task> change, CancellationToken cancellationToken) => TransactAsync(
        async (context, _) =>
        {
            await change(context).ConfigureAwait(false);
            return true;
        },
        isKept: false,
        cancellationToken);

    /// <summary>Brings the database to the tables of this program.</summary>
    /// <exception cref="StoreUnavailableException">The database failed, or did not answer in time.</exception>
    public Task MigrateAsync(CancellationToken cancellationToken) => RunAsync(
        _changing,
        async _ =>
        {
            await Migrator.ApplyAsync(database).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _reading.Dispose();
        _changing.Dispose();
    }

    Task<T> TransactAsync<T>(Func<StoreContext, Call, Task<T>> work, bool isKept, CancellationToken cancellationToken) => RunAsync(
        _changing,
        async call =>
        {
            var context = database.Open();
            await using (context.ConfigureAwait(false))
            {
                context.Database.AutoSavepointsEnabled = false;
                var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var result = await work(context, call).ConfigureAwait(false);
                    call.ThrowIfLeft();
                    await context.SaveChangesAsync().ConfigureAwait(false);
                    call.ThrowIfLeft();
                    await (isKept ? transaction.CommitAsync() : transaction.RollbackAsync()).ConfigureAwait(false);
                    return result;
                }
            }
        },
        cancellationToken);

    static async Task<T> WhenFreeAsync<T>(SemaphoreSlim gate, Func<Call, Task<T>> work, Call call)
    {
        await gate.WaitAsync(call.Left).ConfigureAwait(false);
        try
        {
            return await work(call).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    // EF and Npgsql wrap what went wrong; ours says it by itself.
    static string ReasonOf(Exception e) => e is InvalidDataException ? e.Message : e.GetBaseException().Message;

    async Task<T> RunAsync<T>(SemaphoreSlim gate, Func<Call, Task<T>> work, CancellationToken cancellationToken)
    {
        var call = new Call();
        var task = Task.Run(() => WhenFreeAsync(gate, work, call), cancellationToken); // SQLite works in the thread of its caller
        try
        {
            return await task.WaitAsync(within, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            throw e is TimeoutException && !task.IsFaulted
                ? new StoreUnavailableException($"{database.Name}: no answer within {within.TotalSeconds} s", e)
                : new StoreUnavailableException($"{database.Name}: {ReasonOf(e).ReplaceLineEndings(" ")}", e);
        }
        finally
        {
            call.Leave();
            _ = task.ContinueWith(
                static left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
