using System.Text.Json;

namespace Tessera.Server.Contracts;

/// <summary>Names of enumerations where they are not part of a document: in addresses, events and tables.</summary>
public static class EnumText
{
    /// <summary>The name as documents have it, <c>like_this</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
