using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace Tessera.Cluster.Store;

/// <summary>The tables of both providers. They are made by the files in Migrations; a test compares the two.</summary>
/// <param name="options">The provider and its connections.</param>
sealed partial class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
{
    public DbSet<ClusterEntity> Cluster => Set<ClusterEntity>();

    public DbSet<JobEntity> Jobs => Set<JobEntity>();

    public DbSet<TenantEntity> Tenants => Set<TenantEntity>();

    public DbSet<EventEntity> Events => Set<EventEntity>();

    public DbSet<IdempotencyEntity> Idempotency => Set<IdempotencyEntity>();

    public DbSet<DeletedJobEntity> DeletedJobs => Set<DeletedJobEntity>();

    public DbSet<ApiKeyEntity> ApiKeys => Set<ApiKeyEntity>();

    public DbSet<AuditEntity> Audit => Set<AuditEntity>();

    public DbSet<NodeEntity> Nodes => Set<NodeEntity>();

    public DbSet<DrainEntity> Drains => Set<DrainEntity>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<JobId>().HaveConversion<JobIdConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

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
            job.HasIndex(row => row.Number).IsUnique();
        });
        modelBuilder.Entity<TenantEntity>().ToTable("tenants").HasKey(row => row.Name);
        modelBuilder.Entity<EventEntity>().ToTable("events").HasKey(row => new { row.Job, row.Sequence });
        modelBuilder.Entity<IdempotencyEntity>().ToTable("idempotency").HasKey(row => new { row.Tenant, row.Key });
        modelBuilder.Entity<DeletedJobEntity>().ToTable("deleted_jobs").HasIndex(row => row.Number).IsUnique();
        modelBuilder.Entity<ApiKeyEntity>().ToTable("api_keys").HasIndex(row => row.Number).IsUnique();
        modelBuilder.Entity<AuditEntity>(entry =>
        {
            entry.ToTable("audit_log").HasKey(row => row.Number);
            entry.Property(row => row.Number).ValueGeneratedNever();
        });
        modelBuilder.Entity<NodeEntity>().ToTable("nodes").HasKey(row => row.Name);
        modelBuilder.Entity<DrainEntity>().ToTable("drains").HasKey(row => row.Node);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(Words().Replace(property.Name, "_$0").ToLowerInvariant());
        }
    }

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
