namespace Tessera.Server.Problems;

/// <summary>A kind of problem. Names and statuses stay as they are: programs depend on them.</summary>
/// <param name="Name">Names it, for programs.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Help">What to do about it.</param>
public sealed record ProblemKind(string Name, int Status, string Title, string Help)
{
    /// <summary>Where kinds are explained; a problem's type is a path below.</summary>
    public const string Path = "/problems/";

    /// <summary>The type that a problem document names.</summary>
    public string Type => Path + Name;
}
