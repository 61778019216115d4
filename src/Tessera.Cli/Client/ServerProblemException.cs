using Tessera.Server.Contracts;
using Tessera.Server.Problems;

namespace Tessera.Cli.Client;

/// <summary>The server has refused, and said why.</summary>
sealed class ServerProblemException(ProblemView problem) : ServerException($"{problem.Title}: {problem.Detail}")
{
    /// <summary>Names the kind; see <see cref="ProblemKinds"/>.</summary>
    public string Kind { get; } = problem.Type[(problem.Type.LastIndexOf('/') + 1)..];

    /// <summary>Whether an earlier try of the same request may have been carried out, and its answer lost.</summary>
    public bool IsRepeated { get; init; }

    /// <inheritdoc/>
    public override int ExitCode => problem.Status is 400 or 401 or 403 or 404 or 405 or 410 or 413 or 415 or 422 ? Cli.ExitCode.Usage : Cli.ExitCode.Failed;

    /// <summary>Whether it is of a kind.</summary>
    public bool Is(ProblemKind kind) => string.Equals(Kind, kind.Name, StringComparison.Ordinal);

    /// <summary>The same, answered to a request that was repeated.</summary>
    public ServerProblemException Repeated() => new(problem) { IsRepeated = true };
}
