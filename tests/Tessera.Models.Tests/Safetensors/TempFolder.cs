using System.Buffers.Binary;
using System.Text;

namespace Tessera.Models.Tests.Safetensors;

/// <summary>A folder that ends with the test, and raw safetensors files in it.</summary>
sealed class TempFolder : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("tessera-models-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public override string ToString() => _path;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    /// <summary>Writes length, header and data as they are given, right or wrong.</summary>
    public string Raw(string name, string header, int dataLength, ulong? claimed = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, claimed ?? (ulong)json.Length);
        json.CopyTo(bytes, 8);
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }
}
