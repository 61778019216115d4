namespace Tessera.Kernels.Tests;

public sealed unsafe class ConvNetTests
{
    const int Finer = DecoderCase.NoiseScale, Scale = DecoderCase.Scale;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(5, 3)]
    public void Matches_a_float64_reference(int rows, int columns) => InstructionSets.Each(() =>
    {
        var decoder = new DecoderCase(rows);
        using var net = decoder.Build();
        (net.Channels, net.Scale, net.Inputs).ShouldBe((3, Scale, 2));
        var inputs = new Inputs(columns, rows, columns);
        inputs.Draw(net, 2).ShouldMatch(decoder.Reference(Doubles(inputs.Latents), Doubles(inputs.Noise), rows, columns), 3e-6);
    });

    [Fact]
    public void Bands_and_threads_do_not_change_a_bit() => InstructionSets.Each(() =>
    {
        using var net = new DecoderCase(1).Build();
        var inputs = new Inputs(2, 7, 5);
        var expected = inputs.Draw(net, 1);
        for (var threads = 1; threads <= 4; threads++)
        {
            for (var band = 1; band <= 7; band++)
            {
                inputs.DrawInBands(net, band, threads).ShouldEqualBitwise(expected.Values);
            }
        }
    });

    [Fact]
    public void A_tile_equals_the_whole_picture_beyond_its_receptive_field()
    {
        using var net = new DecoderCase(3).Build();
        const int Rows = 16, Columns = 18, Reach = 4;
        var whole = new Inputs(4, Rows, Columns);
        var expected = whole.Draw(net, 2);
        var tile = whole.Crop(top: 2, left: 3, rows: 11, columns: 10);
        var drawn = tile.Draw(net, 1);
        for (var y = Reach * Scale; y < (11 - Reach) * Scale; y++)
        {
            for (var x = Reach * Scale; x < (10 - Reach) * Scale; x++)
            {
                drawn[(y * 10 * Scale) + x].ShouldBe(expected[((y + (2 * Scale)) * Columns * Scale) + x + (3 * Scale)]);
            }
        }
    }

    [Fact]
    public void An_interleaved_picture_has_the_same_values()
    {
        using var net = new DecoderCase(5).Build();
        var inputs = new Inputs(6, 3, 4);
        var planar = inputs.Draw(net, 1);
        var interleaved = Block.Empty(planar.Count);
        net.Run(inputs.Views, 3, 4, PictureView.Interleaved(interleaved.Pointer, 4 * Scale, 3), 2);
        interleaved.ShouldBeWholeAndIntact();
        var pixels = planar.Count / 3;
        for (var i = 0; i < planar.Count; i++)
        {
            interleaved[(i % pixels * 3) + (i / pixels)].ShouldBe(planar[i]);
        }
    }

    [Fact]
    public void Concurrent_callers_may_share_a_net()
    {
        using var net = new DecoderCase(7).Build();
        var inputs = Enumerable.Range(0, 4).Select(caller => new Inputs(caller, 4, 5)).ToArray();
        var expected = inputs.Select(input => input.Draw(net, 1).Values.ToArray()).ToArray();
        Concurrency.Race(4, caller =>
        {
            for (var repeat = 0; repeat < 5; repeat++)
            {
                inputs[caller].Draw(net, 2).ShouldEqualBitwise(expected[caller]);
            }
        });
    }

    [Fact]
    public void A_stream_keeps_its_net_alive()
    {
        var net = new DecoderCase(8).Build();
        var inputs = new Inputs(9, 2, 2);
        var expected = inputs.Draw(net, 1);
        using var stream = net.Start(2, 2, 2);
        net.Dispose();
        var picture = Block.Empty(expected.Count);
        stream.Push(inputs.Views, PictureView.Planar(picture.Pointer, 2 * Scale, 2 * Scale), 1).ShouldBe(new(0, 2 * Scale));
        picture.ShouldEqualBitwise(expected.Values);
    }

    [Fact]
    public void Bad_arguments_are_managed_exceptions()
    {
        using var net = new DecoderCase(10).Build();
        var inputs = new Inputs(1, 2, 2);
        var picture = Block.Empty(3 * 4 * Scale * Scale);
        var view = PictureView.Planar(picture.Pointer, 2 * Scale, 2 * Scale);
        Should.Throw<ArgumentException>(() => net.Start(0, 2, 1));
        Should.Throw<ArgumentException>(() => net.Start(2, 1L << 20, 1));
        Should.Throw<ArgumentException>(() => net.Start(2, 2, 3)).Message.ShouldContain("band");
        using var stream = net.Start(2, 2, 2);
        Should.Throw<ArgumentException>(() => stream.Push(inputs.Views.AsSpan(0, 1), view, 1)).Message.ShouldContain("2 inputs");
        Should.Throw<ArgumentException>(() => stream.Push(inputs.Views, default, 1));
        Should.Throw<ArgumentException>(() => stream.Push(inputs.Views, view, 0));
        stream.Push(inputs.Views, view, 1);
        Should.Throw<ArgumentException>(() => stream.Push(inputs.Views, view, 1)).Message.ShouldContain("pushed");
        stream.Dispose();
        Should.Throw<ObjectDisposedException>(() => stream.Push(inputs.Views, view, 1));
    }

    [Fact]
    public void Faults_in_a_description_are_named()
    {
        var layer = new ConvLayer(4, 1, new float[16], new float[4]);
        Should.Throw<ArgumentException>(() => new ConvNetBuilder().Build());
        Describe((builder, input) => builder.Conv(layer with { Weights = new float[15] }, input)).ShouldContain("15 weights");
        Describe((builder, input) => builder.Conv(layer with { Kernel = 5, Weights = new float[400] }, input)).ShouldContain("kernel");
        Describe((builder, input) => builder.Conv(layer, input, shuffle: 3)).ShouldContain("shuffle");
        Describe((builder, input) => builder.Conv(layer, input, residual: input)).ShouldContain("residual");
        Describe((builder, input) => builder.Conv(layer, builder.Silu(input))).ShouldContain("activated");
        Describe((builder, input) =>
        {
            builder.Conv(layer, input);
            return builder.Conv(layer, input);
        }).ShouldContain("Convolution 0");
        var other = new ConvNetBuilder();
        other.Input(4);
        var foreign = other.Input(4);
        Describe((builder, _) => builder.Conv(layer, foreign));

        static string Describe(Func<ConvNetBuilder, ConvTensor, ConvTensor> add)
        {
            var builder = new ConvNetBuilder();
            return Should.Throw<ArgumentException>(() =>
            {
                add(builder, builder.Input(4));
                builder.Build();
            }).Message;
        }
    }

    static double[] Doubles(Block block) => [.. block.Values.ToArray().Select(value => (double)value)];

    sealed class Inputs(int rows, int columns, Block latents, Block noise)
    {
        public Inputs(int seed, int rows, int columns)
            : this(
                rows,
                columns,
                Block.Random(seed, (long)DecoderCase.Channels * rows * columns),
                Block.Random(seed + 1, (long)Finer * Finer * rows * columns))
        {
        }

        public Block Latents => latents;

        public Block Noise => noise;

        public PlaneView[] Views => From(0);

        public Block Draw(ConvNet net, int threads)
        {
            var picture = Block.Empty(3L * Scale * Scale * rows * columns);
            net.Run(Views, rows, columns, PictureView.Planar(picture.Pointer, Scale * rows, Scale * columns), threads);
            return picture;
        }

        public Block DrawInBands(ConvNet net, int band, int threads)
        {
            var picture = Block.Empty(3L * Scale * Scale * rows * columns);
            using var stream = net.Start(rows, columns, band);
            var drawn = 0L;
            for (var row = 0; row < rows; row += band)
            {
                var to = picture.Pointer + (drawn * Scale * columns);
                var rowsDrawn = stream.Push(From(row), new(to, (long)Scale * rows * Scale * columns, Scale * columns, 1), threads);
                rowsDrawn.First.ShouldBe(drawn);
                rowsDrawn.Count.ShouldBeLessThanOrEqualTo(stream.MaxRows);
                drawn += rowsDrawn.Count;
            }

            drawn.ShouldBe(Scale * rows);
            return picture;
        }

        public Inputs Crop(int top, int left, int rows, int columns)
        {
            var crop = new Inputs(0, rows, columns);
            Copy(latents, crop.Latents, DecoderCase.Channels, 1);
            Copy(noise, crop.Noise, 1, Finer);
            return crop;

            void Copy(Block from, Block to, int channels, int scale)
            {
                for (var row = 0; row < channels * rows * scale; row++)
                {
                    var (channel, y) = (row / (rows * scale), row % (rows * scale));
                    var start = ((((channel * Rows * scale) + (top * scale) + y) * Columns) + left) * scale;
                    from.Values.Slice(start, columns * scale).CopyTo(to.Values[(row * columns * scale)..]);
                }
            }
        }

        int Rows => rows;

        int Columns => columns;

        PlaneView[] From(int row) =>
        [
            new(latents.Pointer + (row * columns), (long)rows * columns, columns),
            new(noise.Pointer + (row * Finer * Finer * columns), 0, Finer * columns),
        ];
    }
}
