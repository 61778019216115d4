using Tessera.Engine.Requests;

namespace Tessera.Cli.Generation;

/// <summary>A request, and how it is carried out: what changes the time but not the picture.</summary>
/// <param name="Request">The picture.</param>
/// <param name="Model">Folder of the checkpoint.</param>
/// <param name="Output">The PNG file.</param>
/// <param name="Nodes">Nodes in this process.</param>
/// <param name="Threads">CPU threads of all nodes together.</param>
/// <param name="Device"><c>cpu</c>, or <c>cuda:0</c> and so on.</param>
sealed record GenerateOptions(PictureRequest Request, string Model, string Output, int Nodes, int Threads, string Device)
{
    /// <summary>SHA-256 that the checkpoint must have, when a picture is repeated.</summary>
    public string? ModelSha256 { get; init; }
}
