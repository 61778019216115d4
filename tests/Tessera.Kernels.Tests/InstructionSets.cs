namespace Tessera.Kernels.Tests;

/// <summary>Runs a check on every instruction set this machine has.</summary>
static class InstructionSets
{
    public static IReadOnlyList<string> Supported { get; } = Find();

    public static void Each(Action check)
    {
        foreach (var name in Supported)
        {
            Processor.UseInstructionSet(name);
            try
            {
                check();
            }
            finally
            {
                Processor.UseInstructionSet(null);
            }
        }
    }

    static List<string> Find()
    {
        var found = new List<string>();
        foreach (var name in new[] { "portable", "avx2", "avx512" })
        {
            try
            {
                Processor.UseInstructionSet(name);
                found.Add(name);
            }
            catch (ArgumentException)
            {
                // This machine does not have it.
            }
        }

        Processor.UseInstructionSet(null);
        return found;
    }
}
