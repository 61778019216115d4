using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tessera.Kernels.Tests;

/// <summary>Floats at a fixed address between two runs of NaN: a stray read poisons the result, a stray write is found.</summary>
sealed unsafe class Block
{
    const int Guard = 67;
    readonly float[] _memory;

    Block(int count)
    {
        Count = count;
        _memory = GC.AllocateUninitializedArray<float>(count + (2 * Guard), pinned: true);
        _memory.AsSpan().Fill(float.NaN);
    }

    public int Count { get; }

    public float* Pointer => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)) + Guard;

    public Span<float> Values => _memory.AsSpan(Guard, Count);

    public float this[long index] => Values[checked((int)index)];

    public static Block Empty(long count) => new(checked((int)count));

    public static Block Random(int seed, long count, float scale = 1)
    {
        var block = Empty(count);
        var random = new Random(seed);
        foreach (ref var value in block.Values)
        {
            value = scale * ((2 * random.NextSingle()) - 1);
        }

        return block;
    }

    /// <summary>Every element was written, and nothing beside them.</summary>
    public void ShouldBeWholeAndIntact()
    {
        _memory.AsSpan(0, Guard).IndexOfAnyExcept(float.NaN).ShouldBe(-1);
        _memory.AsSpan(Guard + Count).IndexOfAnyExcept(float.NaN).ShouldBe(-1);
        Values.Contains(float.NaN).ShouldBeFalse();
    }

    /// <summary>Every element is within <paramref name="tolerance"/> of the reference, relative to its largest magnitude or 0.1.</summary>
    public void ShouldMatch(ReadOnlySpan<double> expected, double tolerance)
    {
        ShouldBeWholeAndIntact();
        expected.Length.ShouldBe(Count);
        double largest = 0.1, worst = 0;
        for (var i = 0; i < Count; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            worst = Math.Max(worst, Math.Abs(expected[i] - Values[i]));
        }

        worst.ShouldBeLessThanOrEqualTo(tolerance * largest);
    }

    public void ShouldEqualBitwise(ReadOnlySpan<float> expected) =>
        MemoryMarshal.AsBytes(Values).SequenceEqual(MemoryMarshal.AsBytes(expected)).ShouldBeTrue();
}
