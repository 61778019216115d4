using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Client;

/// <summary>How answers are read: what is never null must be there, and what a newer server adds is passed over.</summary>
static class AnswerJson
{
    static readonly JsonSerializerOptions Options = new(ApiJson.Default.Options) { TypeInfoResolver = ApiJson.Default.WithAddedModifier(Require) };

    /// <summary>How to read answers of a type.</summary>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    static void Require(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired |= property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false, IsMemberInitializer: false };
        }
    }
}
