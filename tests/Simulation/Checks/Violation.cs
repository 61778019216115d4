namespace Simulation;

/// <summary>The simulated cluster did what it must never do.</summary>
public sealed class Violation(string message) : Exception(message);
