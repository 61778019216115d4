using Npgsql;

namespace EndToEnd.Studies.Service;

/// <summary>What a job would cost if it were nothing but a row: one INSERT and its flush, again and again, on the same database at the same time.</summary>
static class BareInserts
{
    static readonly string s_text = new('x', 700);

    public static async Task<IReadOnlyList<double>> RunAsync(string connectionString, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(CancellationToken.None);
        await using (var make = new NpgsqlCommand("CREATE TABLE bare (id uuid PRIMARY KEY, document text NOT NULL)", connection))
        {
            await make.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await using var insert = new NpgsqlCommand("INSERT INTO bare VALUES ($1, $2)", connection) { Parameters = { new() { Value = Guid.Empty }, new() { Value = s_text } } };
        await insert.PrepareAsync(CancellationToken.None);
        var milliseconds = new List<double>();
        while (!stop.IsCancellationRequested)
        {
            insert.Parameters[0].Value = Guid.NewGuid();
            var began = TimeProvider.System.GetTimestamp();
            await insert.ExecuteNonQueryAsync(CancellationToken.None);
            milliseconds.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }

        return milliseconds;
    }
}
