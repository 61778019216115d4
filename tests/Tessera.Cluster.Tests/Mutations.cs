namespace Tessera.Cluster.Tests;

/// <summary>Damages bytes: flips, cuts, repeats, swaps, inserts and overwrites.</summary>
static partial class Mutations
{
    public static byte[] Apply(byte[] bytes, Random random)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            bytes = One(bytes, random);
        }

        return bytes;
    }

    static byte[] One(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
        {
            return [0];
        }

        var (at, other) = (random.Next(bytes.Length), random.Next(bytes.Length));
        var (low, high) = (Math.Min(at, other), Math.Max(at, other));
        var some = new byte[random.Next(1, 100)];
        random.NextBytes(some);
        switch (random.Next(7))
        {
            case 0:
                bytes = [.. bytes];
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..low], .. bytes[high..]];
            case 3:
                return [.. bytes[..high], .. bytes[low..]];
            case 4:
                return [.. bytes[..at], .. some, .. bytes[at..]];
            case 5:
                bytes = [.. bytes];
                some.AsSpan(0, Math.Min(some.Length, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                return bytes;
            default:
                bytes = [.. bytes];
                bytes.AsSpan(low, high - low).Fill((byte)random.Next(256));
                return bytes;
        }
    }
}
