using Tessera.Kernels;
using Tessera.Models.Inference;

namespace Tessera.Models.Tests.Inference;

public sealed class NumericsClassTests
{
    [Fact]
    public void Class_names_the_instruction_set_of_a_processor_and_not_the_number_of_a_card()
    {
        NumericsClass.Of("cpu").ShouldStartWith($"cpu {Processor.InstructionSet} ");
        NumericsClass.Of("cuda:1").ShouldBe(NumericsClass.Of("cuda:0"));
        NumericsClass.Of("cuda:0").ShouldStartWith("cuda ");
    }
}
