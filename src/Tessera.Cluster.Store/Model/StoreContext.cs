using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace Tessera.Cluster.Store;

/// <summary>The tables of both providers. They are made by the files in Migrations; a test compares the two.</summary>
/// <param name="options">The provider and its connections.</param>
sealed partial class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
{
    public DbSet<ClusterEntity> Cluster => Set<ClusterEntity>();

    public DbSet<JobEntity> Jobs => Set<JobEntity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ClusterEntity>(cluster =>
        {
            cluster.ToTable("cluster");
            cluster.Property(row => row.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<JobEntity>(job =>
        {
            job.ToTable("jobs");
            job.Property(row => row.Id).HasConversion(id => id.ToString(), text => new JobId(Guid.ParseExact(text, "N")));
            job.Property(row => row.Outcome).HasConversion<string>();
            job.HasIndex(row => row.Number).IsUnique();
        });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(Words().Replace(property.Name, "_$0").ToLowerInvariant());
        }
    }

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
