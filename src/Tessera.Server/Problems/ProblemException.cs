namespace Tessera.Server.Problems;

/// <summary>Ends a request with a problem document.</summary>
/// <param name="kind">What kind of problem it is.</param>
/// <param name="detail">What is wrong this time, in one line.</param>
sealed class ProblemException(ProblemKind kind, string detail) : Exception(detail)
{
    public ProblemKind Kind => kind;

    /// <summary>Throws one unless something is right.</summary>
    public static void Unless(bool isRight, ProblemKind kind, string detail)
    {
        if (!isRight)
        {
            throw new ProblemException(kind, detail);
        }
    }
}
