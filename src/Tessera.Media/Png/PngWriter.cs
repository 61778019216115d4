using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Tessera.Media.Files;

namespace Tessera.Media.Png;

/// <summary>
/// Writes a PNG of 8-bit sRGB row by row. Filtering, compression, hashing and the disk are the work of the writer's own
/// thread; the producer waits only while <see cref="PngLimits.QueuedBands"/> bands are queued. The file gets its name in
/// <see cref="Complete"/>; a writer disposed before that leaves nothing behind. For one producer at a time.
/// </summary>
public sealed class PngWriter : IDisposable
{
    readonly string _path;
    readonly OutputFile _file;
    readonly int _height;
    readonly int _rowBytes;
    readonly int _bandBytes;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly BlockingCollection<ArraySegment<byte>> _queue = new(PngLimits.QueuedBands);
    readonly ConcurrentBag<byte[]> _idle = [];
    readonly CancellationTokenSource _stopped = new();
    readonly Thread _thread;
    byte[]? _band;
    int _bandLength;
    int _rows;
    long _written;
    bool _disposed;
    volatile Exception? _failure;

    /// <summary>For tests that need an <paramref name="output"/> that fails; otherwise it is the file's stream.</summary>
    internal PngWriter(string path, OutputFile file, Stream output, int width, int height, ImmutableArray<byte[]> texts)
    {
        _path = path;
        _file = file;
        _height = height;
        _rowBytes = width * PngFormat.RgbBytes;
        _bandBytes = Math.Max(1, PngLimits.BandBytes / _rowBytes) * _rowBytes;
        _thread = new Thread(() => Encode(output, width, height, texts)) { IsBackground = true, Name = "png writer" };
        _thread.Start();
    }

    /// <summary>Starts a picture.</summary>
    /// <param name="path">The file to write; one that exists is replaced in one step by <see cref="Complete"/>, and kept until then.</param>
    /// <param name="width">Pixels, 1 to <see cref="PngLimits.Edge"/>.</param>
    /// <param name="height">Pixels, 1 to <see cref="PngLimits.Edge"/>.</param>
    /// <param name="texts">Written in this order before the pixels.</param>
    /// <exception cref="IOException">The file cannot be made; one line says which and why.</exception>
    /// <exception cref="ArgumentException">A size or a text is out of range.</exception>
    public static PngWriter Create(string path, int width, int height, params ImmutableArray<PngText> texts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ThrowIfNotEdge(width, nameof(width));
        ThrowIfNotEdge(height, nameof(height));
        var payloads = texts.Select(TextChunk.Encode).ToImmutableArray(); // a bad text is refused before there is a file
        var file = OutputFile.Create(path);
        return new PngWriter(path, file, file.Stream, width, height, payloads);
    }

    /// <summary>Adds rows below those written; copies them, and waits while the queue is full.</summary>
    /// <param name="rows">Whole rows, 3 bytes a pixel: R, G, B.</param>
    /// <param name="cancellationToken">Ends the wait; afterwards the writer can only be disposed.</param>
    /// <exception cref="IOException">The disk refused what was written so far; one line says which file and why.</exception>
    /// <exception cref="ArgumentException">Not whole rows, or more than the height.</exception>
    public void WriteRows(ReadOnlySpan<byte> rows, CancellationToken cancellationToken = default)
    {
        if (rows.Length % _rowBytes != 0 || rows.Length / _rowBytes > _height - _rows)
        {
            throw new ArgumentException($"{rows.Length} bytes are not whole rows of {_rowBytes}, or more than the {_height - _rows} rows to come", nameof(rows));
        }

        ThrowIfFailed();
        _rows += rows.Length / _rowBytes;
        while (!rows.IsEmpty)
        {
            if (_band is null && !_idle.TryTake(out _band))
            {
                _band = new byte[_bandBytes];
            }

            var count = Math.Min(rows.Length, _bandBytes - _bandLength);
            rows[..count].CopyTo(_band.AsSpan(_bandLength));
            rows = rows[count..];
            _bandLength += count;
            if (_bandLength == _bandBytes)
            {
                Enqueue(_band, cancellationToken);
            }
        }
    }

    /// <summary>Waits for the queue, makes the file durable and gives it its name.</summary>
    /// <exception cref="IOException">The disk refused; nothing is left behind, and one line says which file and why.</exception>
    /// <exception cref="InvalidOperationException">Rows are missing, or the picture is already complete.</exception>
    public PngWritten Complete()
    {
        if (_rows != _height || _queue.IsAddingCompleted)
        {
            throw new InvalidOperationException(_rows == _height ? "the picture is already complete" : $"{_rows} of {_height} rows are written");
        }

        ThrowIfFailed();
        if (_band is not null)
        {
            Enqueue(_band, CancellationToken.None);
        }

        _queue.CompleteAdding();
        _thread.Join();
        ThrowIfFailed();
        try
        {
            _file.Commit();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Failure(_path, exception);
        }

        return new PngWritten(Convert.ToHexStringLower(_hash.GetHashAndReset()), _written);
    }

    /// <summary>Stops the writer's thread, within the time of one band, and removes the file if it is not complete.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _stopped.Cancel();
        _thread.Join();
        _file.Dispose();
        _queue.Dispose();
        _hash.Dispose();
        _stopped.Dispose();
    }

    static void ThrowIfNotEdge(int pixels, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pixels, PngLimits.Edge, name);
    }

    void Enqueue(byte[] band, CancellationToken cancellationToken)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopped.Token);
            _queue.Add(new ArraySegment<byte>(band, 0, _bandLength), either.Token);
        }
        catch (OperationCanceledException exception)
        {
            ThrowIfFailed();
            _failure = exception; // rows are missing from now on
            throw;
        }

        _band = null;
        _bandLength = 0;
    }

    void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw OutputFile.Failure(_path, failure);
        }
    }

    /// <summary>The body of the writer's thread. Whatever goes wrong reaches the producer at its next call, or in the one it waits in.</summary>
    void Encode(Stream output, int width, int height, ImmutableArray<byte[]> texts)
    {
        try
        {
            using var encoder = new PngEncoder(output, width, height, texts);
            foreach (var band in _queue.GetConsumingEnumerable(_stopped.Token))
            {
                _hash.AppendData(band.Array!, 0, band.Count);
                for (var start = 0; start < band.Count; start += _rowBytes)
                {
                    encoder.WriteRow(band.AsSpan(start, _rowBytes));
                }

                _idle.Add(band.Array!);
            }

            encoder.Finish();
            _written = encoder.Written;
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // Disposed before it was complete: there is nobody to tell.
        }
        catch (Exception exception)
        {
            _failure = exception;
            _stopped.Cancel();
        }
    }
}
