using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Tessera.Cluster;

namespace Tessera.Server.Security;

/// <summary>What the holder of a key sends: <c>tsk_ID_SECRET</c>. The id is public; of the secret, the store has the hash.</summary>
public sealed class ApiToken
{
    /// <summary>Bytes of a secret.</summary>
    public const int SecretBytes = 32;

    const string Prefix = "tsk_";
    const int IdCharacters = 12;

    static readonly int SecretCharacters = Base64Url.GetEncodedLength(SecretBytes);

    ApiToken(string id, Sha256Hash hash) => (Id, Hash) = (id, hash);

    /// <summary>Names the key, in public.</summary>
    public string Id { get; }

    /// <summary>Of its secret.</summary>
    public Sha256Hash Hash { get; }

    /// <summary>Makes one that nobody has.</summary>
    /// <param name="text">What its holder sends: shown once, and kept nowhere.</param>
    public static ApiToken Create(out string text)
    {
        var id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", IdCharacters);
        Span<byte> secret = stackalloc byte[SecretBytes];
        RandomNumberGenerator.Fill(secret);
        text = $"{Prefix}{id}_{Base64Url.EncodeToString(secret)}";
        return new(id, new(SHA256.HashData(secret)));
    }

    /// <summary>Reads what a holder has sent.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="token">The token.</param>
    /// <returns>False when it is no token.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out ApiToken? token)
    {
        token = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].IndexOf('_') is var end && end is < 1 or > Limits.TenantCharacters)
        {
            return false;
        }

        var id = text.Slice(Prefix.Length, end);
        var encoded = text[(Prefix.Length + end + 1)..];
        Span<byte> secret = stackalloc byte[SecretBytes];
        if (encoded.Length != SecretCharacters || !Base64Url.IsValid(encoded)
            || !Base64Url.TryDecodeFromChars(encoded, secret, out var bytes) || bytes != SecretBytes)
        {
            return false;
        }

        token = new(id.ToString(), new(SHA256.HashData(secret)));
        return true;
    }

    /// <summary>Whether it is this key's, in a time that says nothing of how alike they are.</summary>
    /// <param name="key">The key.</param>
    public bool IsOf(ApiKey key) => Id == key.Id && CryptographicOperations.FixedTimeEquals(Hash.ToArray(), key.Hash.ToArray());
}
