namespace Tessera.Models.Prompts;

/// <summary>A piece of a prompt.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A word in lower case; empty for a break and a weight.</param>
/// <param name="Weight">The number of a weight, 0 to 1; otherwise 0.</param>
readonly record struct PromptToken(PromptTokenKind Kind, string Text = "", float Weight = 0);
