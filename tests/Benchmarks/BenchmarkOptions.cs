using System.Globalization;

namespace Tessera.Benchmarks;

/// <summary>What the command line asks for.</summary>
sealed record BenchmarkOptions
{
    public const string Usage = "usage: run [--model DIR] [--pairs 1..100] [--threads 1..256] [--only TEXT] [--python FILE]";

    /// <summary>The checkpoint that both sides load.</summary>
    public string Model { get; init; } = "deploy/models/terrain";

    /// <summary>Measurements of each side, taken in turns.</summary>
    public int Pairs { get; init; } = 5;

    /// <summary>Threads of each side.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Only the work whose name holds this.</summary>
    public string Only { get; init; } = "";

    /// <summary>The interpreter that has torch.</summary>
    public string Python { get; init; } = "/usr/bin/python3";

    /// <summary>Reads the command line; null if it is not understood.</summary>
    public static BenchmarkOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchmarkOptions();
        for (; arguments.Length >= 2; arguments = arguments[2..])
        {
            var value = arguments[1];
            var next = arguments[0] switch
            {
                "--model" => options with { Model = value },
                "--pairs" when Number(value, 100) is { } pairs => options with { Pairs = pairs },
                "--threads" when Number(value, 256) is { } threads => options with { Threads = threads },
                "--only" => options with { Only = value },
                "--python" => options with { Python = value },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
        }

        return arguments.IsEmpty ? options : null;
    }

    static int? Number(string text, int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= limit ? number : null;
}
