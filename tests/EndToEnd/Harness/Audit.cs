using System.Globalization;
using System.Runtime.InteropServices;
using Conformance.Servers;
using Npgsql;
using Tessera.Cluster;

namespace EndToEnd.Harness;

/// <summary>Every commit that the database has carried out, as a trigger in it has seen them.</summary>
sealed class Audit
{
    const string Table = """
        CREATE TABLE audit (number bigserial PRIMARY KEY, at timestamptz NOT NULL, id text NOT NULL, revision bigint NOT NULL, term bigint NOT NULL,
            stage integer NOT NULL, outcome text);
        CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO audit (at, id, revision, term, stage, outcome)
            VALUES (clock_timestamp(), NEW.id, NEW.revision, NEW.term, NEW.stage, NEW.outcome);
            RETURN NULL;
        END $$;
        CREATE TRIGGER note_commit AFTER UPDATE ON jobs FOR EACH ROW
            WHEN ((OLD.revision, OLD.term, OLD.stage, OLD.outcome, OLD.state) IS DISTINCT FROM (NEW.revision, NEW.term, NEW.stage, NEW.outcome, NEW.state))
            EXECUTE FUNCTION note_commit();
        """;

    readonly PostgresServer _database;

    Audit(PostgresServer database) => _database = database;

    /// <summary>Begins; the store's tables must be there.</summary>
    public static async Task<Audit> StartAsync(PostgresServer database)
    {
        await database.ExecuteAsync("postgres", Table);
        return new(database);
    }

    /// <exception cref="TrialException">A commit was carried out twice, or on top of what it did not know.</exception>
    public async Task CheckAsync(JobId job)
    {
        var commits = await ReadAsync(job);
        var last = new Commit(default, 0, 0, 0, null);
        foreach (var commit in commits)
        {
            if (commit.Revision != last.Revision + 1 || commit.Term < last.Term || commit.Stage < last.Stage || last.Outcome is not null)
            {
                throw new TrialException($"a commit {commit} followed {last}");
            }

            last = commit;
        }

        if (last.Outcome is null)
        {
            throw new TrialException($"the last commit has no outcome: {last}");
        }
    }

    public async Task<IReadOnlyList<Commit>> ReadAsync(JobId job)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionStringOf("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT at, revision, term, stage, outcome FROM audit WHERE id = $1 ORDER BY number", connection)
        {
            Parameters = { new() { Value = job.ToString() } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var commits = new List<Commit>();
        while (await reader.ReadAsync())
        {
            commits.Add(new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetString(4)));
        }

        return commits;
    }

    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Commit(DateTimeOffset At, long Revision, long Term, int Stage, string? Outcome)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision} of term {Term} in stage {Stage} ({Outcome ?? "goes on"})");
    }
}
