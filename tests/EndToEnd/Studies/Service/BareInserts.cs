using System.Collections.Concurrent;
using Npgsql;

namespace EndToEnd.Studies.Service;

/// <summary>What a job would cost if it were nothing but a row: one INSERT and its flush, again and again, on the same database at the same time.</summary>
sealed class BareInserts
{
    static readonly string s_text = new('x', 700);

    readonly ConcurrentQueue<double> _milliseconds = new();

    /// <summary>How long each took.</summary>
    public IReadOnlyCollection<double> Milliseconds => _milliseconds;

    /// <summary>Forgets how long they took so far.</summary>
    public void Forget() => _milliseconds.Clear();

    public async Task RunAsync(string connectionString, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(CancellationToken.None);
        await using (var make = new NpgsqlCommand("CREATE TABLE bare (id uuid PRIMARY KEY, document text NOT NULL)", connection))
        {
            await make.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await using var insert = new NpgsqlCommand("INSERT INTO bare VALUES ($1, $2)", connection) { Parameters = { new() { Value = Guid.Empty }, new() { Value = s_text } } };
        await insert.PrepareAsync(CancellationToken.None);
        while (!stop.IsCancellationRequested)
        {
            insert.Parameters[0].Value = Guid.NewGuid();
            var began = TimeProvider.System.GetTimestamp();
            await insert.ExecuteNonQueryAsync(CancellationToken.None);
            _milliseconds.Enqueue(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
