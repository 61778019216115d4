using System.Collections.Concurrent;
using System.Globalization;

namespace EndToEnd.Harness;

/// <summary>When states of a job's tiles were stored, as seen by looking all the time.</summary>
sealed class StateFiles : IAsyncDisposable
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    readonly CancellationTokenSource _lifetime = new();
    readonly ConcurrentDictionary<(int Epoch, int Step, int Tile), DateTimeOffset> _seen = [];
    readonly string _folder;
    readonly Task _looking;

    /// <param name="folder">The job's.</param>
    public StateFiles(string folder)
    {
        _folder = Path.Combine(folder, "states");
        _looking = Task.Run(LookAsync);
    }

    public IReadOnlyDictionary<(int Epoch, int Step, int Tile), DateTimeOffset> Seen => _seen;

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _lifetime.Dispose();
    }

    async Task LookAsync()
    {
        while (true)
        {
            try
            {
                foreach (var file in Directory.EnumerateFiles(_folder, "*.state", SearchOption.AllDirectories))
                {
                    var cut = Path.GetFileName(Path.GetDirectoryName(file)!).Split('-');
                    _seen.TryAdd((Number(cut[0]), Number(cut[1]), Number(Path.GetFileNameWithoutExtension(file))), TimeProvider.System.GetUtcNow());
                }
            }
            catch (IOException)
            {
                // not made yet, or deleted meanwhile
            }

            await Task.Delay(Poll, TimeProvider.System, _lifetime.Token);
        }
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
