using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tessera.Cluster;
using Tessera.Engine.Devices;
using Tessera.Models.Sampling;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Contracts;

/// <summary>
/// How requests and answers are written as JSON, at both ends. Whoever reads an answer passes over what he does not know: the server may be newer.
/// Requests are read by <see cref="StrictJson"/>.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 16,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(EnumName<AuditAction>), typeof(EnumName<CoherenceMode>), typeof(EnumName<EstimateBasis>), typeof(EnumName<FlowSolver>), typeof(EnumName<JobOutcome>), typeof(EnumName<JobPhase>),
        typeof(EnumName<JobState>), typeof(EnumName<LoggedEventKind>), typeof(EnumName<NodePhase>), typeof(EnumName<RetryFrom>), typeof(EnumName<WaitReason>),
        typeof(EnumName<WireFormat>),
    ])]
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(RetryRequest))]
[JsonSerializable(typeof(ImageRequest))]
[JsonSerializable(typeof(ImageAnswer))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(JobEventView))]
[JsonSerializable(typeof(Validation))]
[JsonSerializable(typeof(ProblemView))]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(QueueView))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(JobReport))]
[JsonSerializable(typeof(IReadOnlyList<ParameterView>))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Lets a framework that has options of its own write as this does.</summary>
    internal static void ApplyTo(JsonSerializerOptions options)
    {
        var ours = Default!.Options;
        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(Default, new DefaultJsonTypeInfoResolver()); // files and text, which are not ours
        options.PropertyNamingPolicy = ours.PropertyNamingPolicy;
        options.DefaultIgnoreCondition = ours.DefaultIgnoreCondition;
        options.NumberHandling = ours.NumberHandling;
        foreach (var converter in ours.Converters)
        {
            options.Converters.Add(converter);
        }
    }
}
