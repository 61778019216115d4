namespace Tessera.Cluster.Store;

/// <summary>
/// Whether somebody still waits for a call. Npgsql is not told of it: it would answer a token with a request to the server, made by
/// the thread that cancels, and wait for it.
/// </summary>
sealed class Call
{
    readonly CancellationTokenSource _left = new();

    /// <summary>For waits of our own.</summary>
    public CancellationToken Left => _left.Token;

    /// <summary>Nobody waits any more.</summary>
    public void Leave() => _left.Cancel();

    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public void ThrowIfLeft() => _left.Token.ThrowIfCancellationRequested();
}
