using System.Text.Json;

namespace Tessera.Cluster;

/// <summary>The words of timelines' lines.</summary>
static class TimelineKeys
{
    public const string Leader = "leader";

    public static readonly JsonEncodedText Kind = JsonEncodedText.Encode("k");
    public static readonly JsonEncodedText Begin = JsonEncodedText.Encode("t");
    public static readonly JsonEncodedText Duration = JsonEncodedText.Encode("d");
    public static readonly JsonEncodedText Epoch = JsonEncodedText.Encode("epoch");
    public static readonly JsonEncodedText Stage = JsonEncodedText.Encode("stage");
    public static readonly JsonEncodedText Step = JsonEncodedText.Encode("step");
    public static readonly JsonEncodedText Evaluation = JsonEncodedText.Encode("evaluation");
    public static readonly JsonEncodedText Tiles = JsonEncodedText.Encode("tiles");
    public static readonly JsonEncodedText Tokens = JsonEncodedText.Encode("tokens");
    public static readonly JsonEncodedText Bytes = JsonEncodedText.Encode("bytes");
    public static readonly JsonEncodedText Local = JsonEncodedText.Encode("local");
    public static readonly JsonEncodedText Count = JsonEncodedText.Encode("n");
    public static readonly JsonEncodedText Text = JsonEncodedText.Encode("text");
    public static readonly JsonEncodedText Node = JsonEncodedText.Encode("node");
    public static readonly JsonEncodedText Incarnation = JsonEncodedText.Encode("incarnation");
    public static readonly JsonEncodedText[] Kinds = [.. Enum.GetValues<TimelineKind>().Select(kind => JsonEncodedText.Encode(TimelineCodec.NameOf(kind)))];
}
