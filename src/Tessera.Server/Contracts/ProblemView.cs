namespace Tessera.Server.Contracts;

/// <summary>A problem, as RFC 9457 writes it.</summary>
/// <param name="Type">Names the kind, for programs: a path at this server, which explains it.</param>
/// <param name="Title">The kind, for people.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Detail">What is wrong this time, and what to do.</param>
public sealed record ProblemView(string Type, string Title, int Status, string Detail);
