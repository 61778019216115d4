using Tessera.Models.Safetensors;

namespace Tessera.Models.Tests.Safetensors;

/// <summary>Seeded damage to a valid file: it is either refused with one line or read without leaving its bounds.</summary>
public sealed class SafetensorsFuzzTests : IDisposable
{
    static readonly string[] Words =
        ["\"a\"", "\"dtype\"", "\"F64\"", "\"shape\"", "[", "]", "{", "}", ",", ":", "-1", "0", "4", "9223372036854775807", "\"__metadata__\"", "\\ud800", "\u0000"];

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Damage_is_refused_or_harmless()
    {
        SafetensorsWriterTests.Write(
            _folder["good"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" },
            ("a", SafetensorsType.F32, [1f, 2f]), ("b", SafetensorsType.F16, [3f]), ("c", SafetensorsType.F16, [4f, 5f]));
        var good = File.ReadAllBytes(_folder["good"]);
        var random = new Random(20);
        var (refused, accepted) = (0, 0);
        for (var round = 0; round < 1_500; round++)
        {
            File.WriteAllBytes(_folder["bad"], Damage(good, random));
            try
            {
                using var file = SafetensorsFile.Open(_folder["bad"]);
                ReadAll(file);
                accepted++;
            }
            catch (SafetensorsException e)
            {
                e.Message.ShouldStartWith(_folder["bad"]);
                e.Message.Any(char.IsControl).ShouldBeFalse($"round {round}: {e.Message}");
                refused++;
            }
        }

        // Damage to values, names and metadata is harmless; most of the rest must have been seen.
        refused.ShouldBeGreaterThan(500);
        accepted.ShouldBeGreaterThan(15);
    }

    static byte[] Damage(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 12)));
                    break;
                case 3:
                    bytes.InsertRange(at, Words[random.Next(Words.Length)].Select(c => (byte)c));
                    break;
                case 4:
                    // The header's own length, mostly by a little.
                    bytes[0] = (byte)(bytes[0] + random.Next(-8, 9));
                    break;
                default:
                    // Digits of shapes and offsets.
                    var digits = Enumerable.Range(0, bytes.Count).Where(i => bytes[i] is >= (byte)'0' and <= (byte)'9').ToArray();
                    bytes[digits[random.Next(digits.Length)]] = (byte)random.Next('0', '9' + 1);
                    break;
            }

            if (bytes.Count < 16)
            {
                break;
            }
        }

        return [.. bytes];
    }

    static void ReadAll(SafetensorsFile file)
    {
        var length = new FileInfo(file.Path).Length;
        foreach (var entry in file.Entries.Values)
        {
            (entry.Offset >= 8 && entry.Offset + entry.Length <= length).ShouldBeTrue();
            file.Bytes(entry.Name).Length.ShouldBe((int)entry.Length);
            if (entry.Type is SafetensorsType.F16 or SafetensorsType.F32 or SafetensorsType.F64 or SafetensorsType.BF16)
            {
                file.Floats(entry.Name, entry.Shape.AsSpan()).LongLength.ShouldBe(entry.ElementCount);
            }
        }
    }
}
