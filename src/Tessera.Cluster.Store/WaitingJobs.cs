namespace Tessera.Cluster.Store;

/// <summary>
/// Whose turn it is, in SQL of both databases. Tenants take turns, whoever had none or had one longest ago first; so the first jobs of all tenants
/// come before the second ones, and each time tenants follow each other in the same order.
/// </summary>
static class WaitingJobs
{
    const string All = """
        SELECT jobs.number, jobs.id, jobs.tenant, jobs.priority, jobs.cost, coalesce(tenants.turn, 0) AS served,
            row_number() OVER (PARTITION BY jobs.tenant ORDER BY jobs.priority DESC, jobs.number) AS round,
            min(jobs.number) OVER (PARTITION BY jobs.tenant) AS oldest
        FROM jobs LEFT JOIN tenants ON tenants.name = jobs.tenant
        WHERE jobs.outcome IS NULL AND jobs.turn IS NULL
        """;

    /// <summary>The first jobs, in order; takes how many.</summary>
    public const string First =
        $$"""SELECT id AS "Id", tenant AS "Tenant", priority AS "Priority", cost AS "Cost" FROM ({{All}}) AS waiting ORDER BY round, served, oldest LIMIT {0}""";

    /// <summary>The job that is to be led next: one that was begun, else the first.</summary>
    public const string Next = $"""
        SELECT * FROM jobs WHERE number = coalesce(
            (SELECT min(number) FROM jobs WHERE outcome IS NULL AND turn IS NOT NULL),
            (SELECT number FROM ({All}) AS waiting ORDER BY round, served, oldest LIMIT 1))
        """;

    /// <summary>A row of <see cref="First"/>.</summary>
    public sealed record Row(string Id, string Tenant, int Priority, long Cost);
}
