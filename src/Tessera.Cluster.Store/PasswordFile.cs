namespace Tessera.Cluster.Store;

/// <summary>The first line of a file that holds a password.</summary>
static class PasswordFile
{
    /// <exception cref="InvalidDataException">It is empty.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string Read(string file) => Check(file, File.ReadLines(file).FirstOrDefault());

    /// <inheritdoc cref="Read"/>
    public static async ValueTask<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file);
        return Check(file, await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false));
    }

    static string Check(string file, string? line) =>
        string.IsNullOrEmpty(line) ? throw new InvalidDataException($"the first line of {file} is empty, and should be a password") : line;
}
