using System.Runtime.InteropServices;

namespace Tessera.Models.Prompts;

/// <summary>How much of a tag a prompt asks for.</summary>
/// <param name="Tag">Index in the vocabulary.</param>
/// <param name="Weight">Above 0, at most 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TagWeight(int Tag, float Weight);
