using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tessera.Cli.Client;
using Tessera.Cluster;

namespace Tessera.Cli.Tests.Client;

/// <summary>A picture arrives whole, or not at all; what has come is not fetched again.</summary>
public sealed class DownloadTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tessera-download-").FullName;
    readonly byte[] _picture = new byte[300_000];
    readonly JobId _id = JobId.New();

    public DownloadTests() => new Random(5).NextBytes(_picture);

    string File => Path.Combine(_folder, "picture.png");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Download_that_is_cut_anywhere_goes_on_there(int seed)
    {
        var (random, sent) = (new Random(seed), 0);
        await using var server = await StubServer.StartAsync((context, _) =>
        {
            System.IO.File.Exists(File).ShouldBeFalse();
            var most = random.Next(_picture.Length / 3);
            return SendAsync(context, _picture, "\"a\"", most, count => sent += count);
        });
        await FetchAsync(server);
        System.IO.File.ReadAllBytes(File).ShouldBe(_picture);
        Directory.GetFiles(_folder).ShouldBe([File]);
        server.Requests.Count.ShouldBeGreaterThan(3);
        server.Requests.Skip(1).Count(asked => asked.Headers.ContainsKey("If-Range")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Another_picture_in_the_middle_is_fetched_from_its_beginning()
    {
        var other = _picture.Reverse().ToArray();
        await using var server = await StubServer.StartAsync((context, number) => number == 0
            ? SendAsync(context, _picture, "\"a\"", 100_000)
            : SendAsync(context, other, "\"b\"", int.MaxValue));
        await FetchAsync(server);
        System.IO.File.ReadAllBytes(File).ShouldBe(other);
    }

    [Fact]
    public async Task Download_is_taken_up_by_the_next_command()
    {
        await using var server = await StubServer.StartAsync((context, number) => number == 0
            ? SendAsync(context, _picture, "\"a\"", 100_000)
            : SendAsync(context, _picture, "\"a\"", int.MaxValue));
        using (var client = new TesseraClient(new() { Server = server.Address, Patience = TimeSpan.Zero }, TimeProvider.System, new(7)))
        {
            await Should.ThrowAsync<ServerUnavailableException>(client.DownloadResultAsync(_id, File, default));
        }

        System.IO.File.Exists(File).ShouldBeFalse();
        var half = new FileInfo(File + ".part").Length;
        half.ShouldBeInRange(1, _picture.Length - 1);
        await FetchAsync(server);
        System.IO.File.ReadAllBytes(File).ShouldBe(_picture);
        server.Requests.Last().Headers["Range"].ShouldBe(string.Create(CultureInfo.InvariantCulture, $"bytes={half}-"));
        server.Requests.Last().Headers["If-Range"].ShouldBe("\"a\"");
    }

    [Fact]
    public async Task Part_that_is_longer_than_the_picture_is_thrown_away()
    {
        await System.IO.File.WriteAllBytesAsync(File + ".part", new byte[400_000]);
        await System.IO.File.WriteAllTextAsync(File + ".part.etag", "\"a\"");
        await using var server = await StubServer.StartAsync((context, number) => number == 0
            ? StubServer.ProblemAsync(context, 416, "range-not-satisfiable")
            : SendAsync(context, _picture, "\"a\"", int.MaxValue));
        await FetchAsync(server);
        System.IO.File.ReadAllBytes(File).ShouldBe(_picture);
    }

    [Fact]
    public async Task Part_of_another_place_is_refused()
    {
        await System.IO.File.WriteAllBytesAsync(File + ".part", _picture[..1000]);
        await System.IO.File.WriteAllTextAsync(File + ".part.etag", "\"a\"");
        await using var server = await StubServer.StartAsync((context, _) =>
        {
            (context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.ETag) = (206, "image/png", "\"a\"");
            context.Response.Headers.ContentRange = "bytes 999-299999/300000";
            return context.Response.Body.WriteAsync(_picture.AsMemory(999)).AsTask();
        });
        using var client = server.Client;
        (await Should.ThrowAsync<ServerException>(client.DownloadResultAsync(_id, File, default))).Message.ShouldBe("the server sends another part of the picture than it was asked for");
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Theory]
    [InlineData("text/html", 10L, "and not image/png")]
    [InlineData("image/png", null, "does not say how long")]
    [InlineData("image/png", long.MaxValue, "is longer than")]
    public async Task What_is_no_picture_is_refused(string type, long? length, string message)
    {
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            (context.Response.ContentType, context.Response.ContentLength) = (type, length);
            await context.Response.StartAsync();
            await context.Response.Body.WriteAsync(new byte[10]);
        });
        using var client = server.Client;
        (await Should.ThrowAsync<ServerException>(client.DownloadPreviewAsync(_id, File, default))).Message.ShouldContain(message);
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    async Task FetchAsync(StubServer server)
    {
        using var client = server.Client;
        await client.DownloadResultAsync(_id, File, default);
    }

    /// <summary>Answers like a server that knows ranges, and cuts the connection after so many bytes.</summary>
    static async Task SendAsync(HttpContext context, byte[] picture, string tag, int most, Action<int>? onSent = null)
    {
        var from = context.Request.Headers.IfRange == tag ? int.Parse(context.Request.Headers.Range.ToString()[6..^1], CultureInfo.InvariantCulture) : 0;
        (context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.ETag) = (from > 0 ? 206 : 200, "image/png", tag);
        context.Response.ContentLength = picture.Length - from;
        if (from > 0)
        {
            context.Response.Headers.ContentRange = $"bytes {from}-{picture.Length - 1}/{picture.Length}";
        }

        for (var left = Math.Min(most, picture.Length - from); left > 0;)
        {
            var part = Math.Min(left, 20_000);
            await context.Response.Body.WriteAsync(picture.AsMemory(from, part), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            onSent?.Invoke(part);
            (from, left) = (from + part, left - part);
        }

        if (from < picture.Length)
        {
            context.Abort();
        }
    }
}
