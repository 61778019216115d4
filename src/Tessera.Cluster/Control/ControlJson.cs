using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Source-generated serialization of <see cref="ControlMessage"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 8,
    Converters = [typeof(EpochConverter), typeof(TileIdConverter), typeof(DigestConverter)])]
[JsonSerializable(typeof(ControlMessage))]
[JsonSerializable(typeof(Order.Assign))]
[JsonSerializable(typeof(Order.Proceed))]
[JsonSerializable(typeof(Order.Stop))]
[JsonSerializable(typeof(Report.Ready))]
[JsonSerializable(typeof(Report.Stepped))]
[JsonSerializable(typeof(Report.Stored))]
[JsonSerializable(typeof(Report.NotStored))]
[JsonSerializable(typeof(Report.Unreadable))]
[JsonSerializable(typeof(Report.Finished))]
[JsonSerializable(typeof(Report.Failed))]
sealed partial class ControlJson : JsonSerializerContext
{
    sealed class EpochConverter : JsonConverter<Epoch>
    {
        public override Epoch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, Epoch value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }

    sealed class DigestConverter : JsonConverter<Digest>
    {
        public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetUInt64());

        public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }

    sealed class TileIdConverter : JsonConverter<TileId>
    {
        public override TileId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, TileId value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }
}
