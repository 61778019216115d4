using System.Net;
using System.Net.Http.Headers;

namespace Tessera.Cli.Client;

/// <summary>
/// Fetches a picture into a file. What came so far is in FILE.part, and what it is a part of in FILE.part.etag: whoever begins again goes on there, and
/// FILE is written when all is there, or not at all.
/// </summary>
sealed class Download(ServerCalls calls, ClientOptions options, TimeProvider time, Random random)
{
    const int BufferBytes = 64 * 1024;

    /// <exception cref="ServerException">The server cannot be reached within our patience, refuses, or sends something else.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public async Task RunAsync(string path, string file, CancellationToken cancel)
    {
        var (part, tag) = (file + ".part", file + ".part.etag");
        var (began, failures) = (time.GetTimestamp(), 0);
        while (true)
        {
            var before = LengthOf(part);
            try
            {
                if (await TryAsync(path, part, tag, cancel))
                {
                    File.Move(part, file, overwrite: true);
                    File.Delete(tag);
                    return;
                }
            }
            catch (ServerUnavailableException e)
            {
                // Patience begins anew with each byte.
                (began, failures) = LengthOf(part) > before ? (time.GetTimestamp(), 0) : (began, failures + 1);
                var wait = Backoff.After(failures, e.RetryAfter, options.MostWait, random);
                if (time.GetElapsedTime(began) + wait > options.Patience)
                {
                    throw;
                }

                calls.OnTrouble(e.Message);
                await Task.Delay(wait, time, cancel);
            }
        }
    }

    /// <returns>False when what is there is of another picture, and was thrown away.</returns>
    async Task<bool> TryAsync(string path, string part, string tag, CancellationToken cancel)
    {
        var known = await KnownTagAsync(part, tag, cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (known is not null)
        {
            request.Headers.Range = new(LengthOf(part), null);
            request.Headers.IfRange = new(known);
        }

        HttpResponseMessage response;
        try
        {
            response = await calls.OpenAsync(request, cancel);
        }
        catch (ServerProblemException e) when (known is not null && e.Is(Server.Problems.ProblemKinds.RangeOutside))
        {
            File.Delete(tag); // all of it is there, or it is of another
            return false;
        }

        using (response)
        {
            Answers.Expect(response, "image/png");
            var isRest = response.StatusCode is HttpStatusCode.PartialContent;
            var from = isRest ? LengthOf(part) : 0;
            var total = isRest ? TotalOf(response, from, known) : TotalOf(response.Content.Headers.ContentLength);
            await using var output = new FileStream(part, isRest ? FileMode.Append : FileMode.Create, FileAccess.Write);
            await File.WriteAllTextAsync(tag, response.Headers.ETag is { IsWeak: false } found ? found.Tag : "", cancel);
            await CopyAsync(response, output, total - from, cancel);
            output.Flush(flushToDisk: true);
            return true;
        }
    }

    static long LengthOf(string file) => new FileInfo(file) is { Exists: true, Length: var length } ? length : 0;

    static async Task<EntityTagHeaderValue?> KnownTagAsync(string part, string tag, CancellationToken cancel) =>
        LengthOf(part) > 0 && LengthOf(tag) is > 0 and < 256 && EntityTagHeaderValue.TryParse(await File.ReadAllTextAsync(tag, cancel), out var known) ? known : null;

    /// <returns>How long the whole picture is, a part of which is sent.</returns>
    /// <exception cref="ServerException">It is another part than was asked for, or the server does not say.</exception>
    static long TotalOf(HttpResponseMessage response, long from, EntityTagHeaderValue? known) =>
        known is not null && known.Equals(response.Headers.ETag) && response.Content.Headers.ContentRange is { } range && range.From == from
            ? TotalOf(range.Length)
            : throw new ServerException("the server sends another part of the picture than it was asked for");

    static long TotalOf(long? length) => length switch
    {
        null => throw new ServerException("the server does not say how long the picture is"),
        > ClientLimits.FileBytes => throw new ServerException($"the server's picture is longer than {ClientLimits.FileBytes:N0} bytes"),
        { } known => known,
    };

    /// <summary>What goes wrong with the disk is not the server's.</summary>
    async Task CopyAsync(HttpResponseMessage response, FileStream output, long left, CancellationToken cancel)
    {
        await using var input = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[BufferBytes];
        while (left > 0)
        {
            var next = buffer.AsMemory(0, (int)Math.Min(buffer.Length, left));
            var read = await calls.GuardAsync(() => ReadAsync(input, next, cancel), cancel);
            if (read == 0)
            {
                throw new ServerUnavailableException("the server has sent only a part of the picture");
            }

            await output.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            left -= read;
        }
    }

    async Task<int> ReadAsync(Stream input, Memory<byte> buffer, CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(ClientLimits.SilentFor, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence.Token);
        return await input.ReadAsync(buffer, either.Token);
    }
}
