using Tessera.Media.Files;
using Tessera.Media.Png;

namespace Tessera.Media.Tests.Png;

public sealed class PngWriterTests : IDisposable
{
    const int Width = 8192;
    const int RowBytes = Width * 3;
    const int BandRows = PngLimits.BandBytes / RowBytes;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_complete_nothing_remains_and_an_older_file_stays()
    {
        var path = _folder.File("a.png");
        File.WriteAllText(path, "older");

        using (var writer = PngWriter.Create(path, 10, 20))
        {
            writer.WriteRows(new byte[10 * 3 * 20]);
        }

        File.ReadAllText(path).ShouldBe("older");
        _folder.Names.ShouldBe(["a.png"]);
    }

    [Fact]
    public void The_name_appears_with_complete_and_not_before()
    {
        var path = _folder.File("a.png");
        using var writer = PngWriter.Create(path, 1, 1);
        writer.WriteRows(new byte[3]);
        File.Exists(path).ShouldBeFalse();

        writer.Complete();

        _folder.Names.ShouldBe(["a.png"]);
        Should.Throw<InvalidOperationException>(() => writer.Complete()).Message.ShouldContain("already complete");
    }

    [Fact]
    public void A_link_is_followed_and_stays()
    {
        var path = _folder.File("link.png");
        File.CreateSymbolicLink(path, _folder.File("target.png"));
        using var writer = PngWriter.Create(path, 1, 1);
        writer.WriteRows(new byte[3]);

        writer.Complete();

        new FileInfo(path).LinkTarget.ShouldBe(_folder.File("target.png"));
        new FileInfo(_folder.File("target.png")).Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Missing_rows_are_refused()
    {
        using var writer = PngWriter.Create(_folder.File("a.png"), 2, 3);
        writer.WriteRows(new byte[6]);
        Should.Throw<InvalidOperationException>(() => writer.Complete()).Message.ShouldBe("1 of 3 rows are written");
        Should.Throw<ArgumentException>(() => writer.WriteRows(new byte[7]));
        Should.Throw<ArgumentException>(() => writer.WriteRows(new byte[18]));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(65537, 1)]
    [InlineData(1, 65537)]
    public void Sizes_out_of_range_are_refused_before_there_is_a_file(int width, int height)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => PngWriter.Create(_folder.File("a.png"), width, height));
        _folder.Names.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData(" tessera", "x")]
    [InlineData("tess\nera", "x")]
    [InlineData("tessera", "a\0b")]
    public void Bad_texts_are_refused_before_there_is_a_file(string keyword, string text)
    {
        Should.Throw<ArgumentException>(() => PngWriter.Create(_folder.File("a.png"), 1, 1, new PngText(keyword, text)));
        Should.Throw<ArgumentException>(() => PngWriter.Create(_folder.File("a.png"), 1, 1, new PngText("k", new string('x', PngLimits.TextBytes + 1))));
        _folder.Names.ShouldBeEmpty();
    }

    [Fact]
    public void An_unwritable_path_is_one_line_with_its_reason()
    {
        File.WriteAllText(_folder.File("file"), "");
        var cases = new (string Path, string Reason)[]
        {
            (_folder.File("none/a.png"), "its folder does not exist"),
            (_folder.Path, "it is a folder"),
            (_folder.File("file/a.png"), ""),
            ("/proc/a.png", ""),
            ("/dev/null", "device"),
        };
        foreach (var (path, reason) in cases)
        {
            var message = Should.Throw<IOException>(() => PngWriter.Create(path, 1, 1)).Message;
            message.ShouldStartWith($"cannot write '{path}': ");
            message.ShouldContain(reason);
            message.ShouldNotContain("\n");
            message.ShouldNotContain(".tmp");
        }

        File.Exists("/dev/null").ShouldBeTrue();
        _folder.Names.ShouldBe(["file"]);
    }

    [Fact]
    public void A_full_disk_reaches_the_producer_and_leaves_nothing()
    {
        var path = _folder.File("a.png");
        using (var writer = Create(path, file => new FailingStream(file, 300_000)))
        {
            var failure = Should.Throw<IOException>(() =>
            {
                WriteNoise(writer, CancellationToken.None);
                writer.Complete();
            });
            failure.Message.ShouldBe($"cannot write '{path}': No space left on device");
            Should.Throw<IOException>(() => writer.WriteRows(new byte[RowBytes])).Message.ShouldBe(failure.Message);
        }

        _folder.Names.ShouldBeEmpty();
    }

    [Fact]
    public void A_failure_while_the_producer_waits_wakes_it()
    {
        using var gate = new ManualResetEventSlim();
        var path = _folder.File("a.png");
        using var writer = Create(path, file => new GatedStream(file, gate, fails: true));
        var accepted = 0;

        var producer = Task.Run(() => WriteNoise(writer, CancellationToken.None, () => Interlocked.Increment(ref accepted)));
        SpinWait.SpinUntil(() => Volatile.Read(ref accepted) == PngLimits.QueuedBands, TimeSpan.FromMinutes(2)).ShouldBeTrue();
        gate.Set();

        Should.Throw<IOException>(() => producer.GetAwaiter().GetResult()).Message.ShouldStartWith("cannot write");
    }

    [Fact]
    public void The_queue_is_bounded_and_the_wait_can_be_cancelled()
    {
        using var gate = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var path = _folder.File("a.png");
        using (var writer = Create(path, file => new GatedStream(file, gate, fails: false)))
        {
            var accepted = 0;
            var producer = Task.Run(() => WriteNoise(writer, cancellation.Token, () => Interlocked.Increment(ref accepted)));
            SpinWait.SpinUntil(() => Volatile.Read(ref accepted) == PngLimits.QueuedBands, TimeSpan.FromMinutes(2)).ShouldBeTrue();
            cancellation.Cancel();

            Should.Throw<OperationCanceledException>(() => producer.GetAwaiter().GetResult());
            accepted.ShouldBe(PngLimits.QueuedBands); // the encoder stands at the gate before it takes the first
            gate.Set();
        }

        _folder.Names.ShouldBeEmpty();
    }

    static PngWriter Create(string path, Func<Stream, Stream> wrap)
    {
        var file = OutputFile.Create(path);
        return new PngWriter(path, file, wrap(file.Stream), Width, PngLimits.Edge, []);
    }

    /// <summary>Writes bands until there are twice as many as the queue holds.</summary>
    static void WriteNoise(PngWriter writer, CancellationToken cancellationToken, Action? written = null)
    {
        var band = new byte[BandRows * RowBytes];
        new Random(1).NextBytes(band);
        for (var i = 0; i < 2 * PngLimits.QueuedBands; i++)
        {
            writer.WriteRows(band, cancellationToken);
            written?.Invoke();
        }
    }
}
