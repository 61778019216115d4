using System.Globalization;
using Spectre.Console;
using Tessera.Server.Contracts;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Jobs;

/// <summary>Nodes in words.</summary>
static class NodeText
{
    /// <summary>What is worth knowing first.</summary>
    public static string StateOf(NodeView node) => node switch
    {
        { IsAlive: false } => "gone",
        { IsDrained: true, Tiles: > 0 } => "draining",
        { IsDrained: true } => "drained",
        { IsStraggler: true } => "straggler",
        { Phase: NodePhase.Running } => "drawing",
        var other => other.Phase.ToString().ToLowerInvariant(),
    };

    /// <summary>How it is coloured, where there are colours.</summary>
    public static Style StyleOf(NodeView node) => node switch
    {
        { IsAlive: false } => new(Color.Red),
        { IsDrained: true } or { IsStraggler: true } => new(Color.Yellow),
        { Phase: NodePhase.Running } => new(Color.Green),
        _ => new(decoration: Decoration.Dim),
    };

    /// <summary>Tokens in a second.</summary>
    public static string SpeedOf(NodeView node) => node.Speed.ToString("0", CultureInfo.InvariantCulture);
}
