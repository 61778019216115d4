using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Tessera.Cluster;

/// <summary>Names a job in the store, in files and in messages. Nobody can guess it.</summary>
/// <param name="Value">Random.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JobId(Guid Value)
{
    /// <summary>An id that nobody has.</summary>
    public static JobId New() => new(Guid.NewGuid());

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">32 hexadecimal digits.</param>
    /// <param name="id">The id.</param>
    /// <returns>False when it is anything else.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out JobId id)
    {
        var isId = Guid.TryParseExact(text, "N", out var value);
        id = new(value);
        return isId;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}
