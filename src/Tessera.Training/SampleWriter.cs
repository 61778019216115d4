using static TorchSharp.torch;

namespace Tessera.Training;

/// <summary>Lays pictures out in rows and hands the sheet on, to be looked at.</summary>
/// <param name="write">Takes name, width, height and RGB8 pixels.</param>
public sealed class SampleWriter(Action<string, int, int, byte[]> write)
{
    /// <summary>Writes pictures [B, 3, H, W] in [-1, 1] as one sheet.</summary>
    public void Write(string name, Tensor pictures, int columns)
    {
        var (count, height, width) = ((int)pictures.shape[0], (int)pictures.shape[2], (int)pictures.shape[3]);
        var rows = (count + columns - 1) / columns;
        var sheet = new byte[rows * height * columns * width * 3];
        using var host = pictures.contiguous();
        var values = host.data<float>().ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            var (x, rest) = (i % width, i / width);
            var (y, plane) = (rest % height, rest / height);
            var (channel, picture) = (plane % 3, plane / 3);
            var (row, column) = (((picture / columns) * height) + y, ((picture % columns) * width) + x);
            sheet[(((row * columns * width) + column) * 3) + channel] = Pixels.ToByte(values[i]);
        }

        write(name, columns * width, rows * height, sheet);
    }
}
