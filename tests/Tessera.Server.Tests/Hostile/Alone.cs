namespace Tessera.Server.Tests.Hostile;

/// <summary>Tests that measure the memory of the process, and run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
