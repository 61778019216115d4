using Tessera.Tiling.Machines;

namespace Tessera.Server.Contracts;

/// <summary>A node.</summary>
/// <param name="Name">The same after a restart.</param>
/// <param name="IsAlive">Whether its hello is still heard.</param>
/// <param name="IsDrained">Whether it is to get no tiles.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Speed">Tokens in a second, as it measured when it started.</param>
/// <param name="MemoryBytes">What it has for tiles; 0 when nobody counts.</param>
/// <param name="Numerics">Nodes that say the same round alike, and draw jobs together.</param>
/// <param name="Address">Where its links listen; empty for those who are no operators.</param>
public sealed record NodeView(
    string Name, bool IsAlive, bool IsDrained, NodePhase Phase, double Speed, long MemoryBytes, string Numerics, string Address)
{
    /// <summary>The job it works on, if whoever asks may see that; else what follows says nothing either.</summary>
    public string? Job { get; init; }

    /// <summary>Tiles that it owns.</summary>
    public int Tiles { get; init; }

    /// <summary>Steps of the stage that each of its tiles has made.</summary>
    public int Step { get; init; }

    /// <summary>Whether the others have waited for it too often.</summary>
    public bool IsStraggler { get; init; }
}
