using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tessera.Server.Contracts;

/// <summary>Writes an enumeration's names in lower case, <c>like_this</c>; refuses numbers in their place.</summary>
sealed class EnumName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
