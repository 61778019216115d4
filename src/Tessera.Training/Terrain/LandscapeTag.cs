using System.Collections.Immutable;

namespace Tessera.Training.Terrain;

/// <summary>A word a prompt may use about a landscape.</summary>
/// <param name="Name">The tag itself: lower case, one word.</param>
/// <param name="Group">biome, water, season, light, relief or human.</param>
/// <param name="Aliases">Other spellings, plurals and synonyms; never the name of another tag.</param>
public sealed record LandscapeTag(string Name, string Group, ImmutableArray<string> Aliases);
