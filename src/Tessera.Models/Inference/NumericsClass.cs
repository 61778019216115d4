using Tessera.Kernels;

namespace Tessera.Models.Inference;

/// <summary>What decides how results are rounded: where two nodes say the same, their pictures have the same bytes.</summary>
public static class NumericsClass
{
    /// <summary>Kind of device, its instruction set, and the version of the kernels.</summary>
    /// <param name="device"><c>cpu</c>, or <c>cuda:0</c> and so on.</param>
    public static string Of(string device)
    {
        var version = typeof(NumericsClass).Assembly.GetName().Version;
        return device == "cpu" ? $"cpu {Processor.InstructionSet} {version}" : $"{device.Split(':')[0]} {version}";
    }
}
