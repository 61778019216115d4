namespace Tessera.Engine;

/// <summary>Buffers that one thread uses again and again, so that a long job leaves no garbage.</summary>
static class Scratch
{
    /// <summary>The first <paramref name="length"/> values of a buffer, made anew if it has fewer; what they hold is left over.</summary>
    public static Memory<T> Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<T>(length);
        }

        return buffer.AsMemory(0, length);
    }
}
