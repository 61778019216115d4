using System.Text.Json.Nodes;

namespace Tessera.Server.Contracts;

/// <summary>Something that a request may say.</summary>
/// <param name="Name">As it stands in a request.</param>
/// <param name="Type">string, integer, number, or choice.</param>
/// <param name="Description">What it does.</param>
/// <param name="Default">What it is when nobody says; null when the checkpoint decides, or it must be said.</param>
/// <param name="Least">The lowest number, if it is one.</param>
/// <param name="Most">The highest number, if it is one.</param>
/// <param name="Choices">What it may be, if it is a choice.</param>
/// <param name="IsRequired">Whether it must be said.</param>
public sealed record ParameterView(
    string Name, string Type, string Description, JsonNode? Default, double? Least, double? Most, IReadOnlyList<string>? Choices, bool IsRequired);
