using System.Runtime.InteropServices;

namespace Tessera.Models.Inference;

/// <summary>Native floats that grow when more are needed and are kept between calls.</summary>
sealed unsafe class FloatBuffer : IDisposable
{
    const nuint Alignment = 64;

    float* _data;
    long _length;

    /// <summary>Room for that many floats, with whatever was in them.</summary>
    public float* Get(long length)
    {
        if (_length < length)
        {
            Dispose();
            _data = (float*)NativeMemory.AlignedAlloc(checked((nuint)length * sizeof(float)), Alignment);
            _length = length;
        }

        return _data;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
        _length = 0;
    }
}
