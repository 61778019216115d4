using System.Data;
using Microsoft.EntityFrameworkCore;

namespace Tessera.Cluster.Store;

/// <summary>Brings a database to the tables of this program, in one transaction. Several may try at the same time.</summary>
static class Migrator
{
    /// <exception cref="InvalidDataException">A newer program made the tables.</exception>
    public static async Task ApplyAsync(Database database)
    {
        var known = Migration.Of(database.Migrations);
        var context = database.Open();
        await using (context.ConfigureAwait(false))
        {
            await database.PrepareAsync(context).ConfigureAwait(false);
            var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.Database.ExecuteSqlRawAsync(database.LockMigrations).ConfigureAwait(false);
                if (await context.Database.SqlQueryRaw<int>(database.HasMigrations).SingleAsync().ConfigureAwait(false) == 0)
                {
                    await context.Database.ExecuteSqlRawAsync(database.MakeMigrations).ConfigureAwait(false);
                }

                var applied = await context.Database.SqlQueryRaw<int>("SELECT version FROM migrations").ToListAsync().ConfigureAwait(false);
                if (applied.Count > 0 && applied.Max() > known.Count)
                {
                    throw new InvalidDataException(
                        $"its tables have version {applied.Max()}, made by a newer program; this one knows version {known.Count}: use the newer one");
                }

                foreach (var migration in known.Where(migration => !applied.Contains(migration.Version)))
                {
                    await context.Database.ExecuteSqlRawAsync(migration.Sql).ConfigureAwait(false);
                    await context.Database.ExecuteSqlAsync(
                        $"INSERT INTO migrations (version, name, applied_at) VALUES ({migration.Version}, {migration.Name}, CURRENT_TIMESTAMP)")
                        .ConfigureAwait(false);
                }

                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }
    }
}
