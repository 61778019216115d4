namespace Tessera.Kernels.Tests;

public sealed class ProcessorTests
{
    [Fact]
    public void The_portable_path_is_always_there_and_the_choice_is_per_thread()
    {
        InstructionSets.Supported[0].ShouldBe("portable");
        var best = Processor.InstructionSet;
        best.ShouldBe(InstructionSets.Supported[^1]);
        Processor.UseInstructionSet("portable");
        try
        {
            Processor.InstructionSet.ShouldBe("portable");
            Concurrency.Race(1, _ => Processor.InstructionSet.ShouldBe(best));
        }
        finally
        {
            Processor.UseInstructionSet(null);
        }
    }

    [Fact]
    public void An_unknown_instruction_set_is_refused() =>
        Should.Throw<ArgumentException>(() => Processor.UseInstructionSet("quantum")).Message.ShouldContain("quantum");
}
