namespace Tessera.Server.Contracts;

/// <summary>
/// A picture to be drawn while the client waits, as OpenAI's Images API asks for one. What that knows and this does not (background, moderation, user
/// and so on) is passed over.
/// </summary>
public sealed record ImageRequest
{
    /// <summary>Tags, with weights if wanted.</summary>
    public required string Prompt { get; init; }

    /// <summary>How many, 1 to 4, of seeds that follow each other; only one when streamed.</summary>
    public int N { get; init; } = 1;

    /// <summary>WIDTHxHEIGHT in pixels, multiples of 32; auto for 1024x1024.</summary>
    public string Size { get; init; } = "auto";

    /// <summary>Must be b64_json, if anything: nothing is kept at a public address.</summary>
    public string? ResponseFormat { get; init; }

    /// <summary>Must be png, if anything.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>Whether events are sent instead of one answer.</summary>
    public bool Stream { get; init; }

    /// <summary>How many pictures of unfinished stages are sent before the last, 0 to 3; only when streamed.</summary>
    public int PartialImages { get; init; }

    /// <summary>Seed of all noise; null for a random one.</summary>
    public uint? Seed { get; init; }
}
