using System.Globalization;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>Keys, actors and nodes.</content>
static partial class StoreRules
{
    /// <exception cref="ArgumentException">Something is out of its range; the text says what.</exception>
    public static void Check(Actor? by)
    {
        if (by is not null)
        {
            CheckName(by.Tenant, "A tenant");
            CheckName(by.KeyId, "A key");
        }
    }

    /// <exception cref="ArgumentException">Something is out of its range; the text says what.</exception>
    public static void Check(NewApiKey key)
    {
        CheckName(key.Id, "A key");
        CheckName(key.Tenant, "A tenant");
        if (key.Id == Actor.NoKey)
        {
            throw new ArgumentException($"'{Actor.NoKey}' stands for no key.", nameof(key));
        }

        if (key.Name.Length is 0 or > Limits.KeyNameCharacters || key.Name.Any(char.IsControl) || Storable(key.Name) != key.Name)
        {
            throw new ArgumentException($"What a key is called has 1 to {Limits.KeyNameCharacters} characters, no control characters.", nameof(key));
        }

        if (!Enum.IsDefined(key.Role))
        {
            throw new ArgumentException($"A key has the unknown role {(int)key.Role}.", nameof(key));
        }
    }

    /// <summary>Why a key that has the id of a new one is another; null when it is the same.</summary>
    public static ArgumentException? Difference(NewApiKey key, ApiKey there) =>
        key == new NewApiKey(there.Id, there.Tenant, there.Name, there.Role, there.Hash) ? null
        : new($"There is another key {key.Id}.", nameof(key));

    /// <exception cref="ArgumentException">They are too many, or one of them could not be kept; the text says why.</exception>
    public static void Check(IReadOnlyList<NodeStatus> nodes)
    {
        if (nodes.Count > MachineLimits.MostMembers)
        {
            throw new ArgumentException($"There are {nodes.Count} nodes, and may be {MachineLimits.MostMembers}.", nameof(nodes));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        if (nodes.Select(node => Fault(node) ?? (names.Add(node.Name) ? null : "Two nodes have the same name."))
            .FirstOrDefault(fault => fault is not null) is { } fault)
        {
            throw new ArgumentException(fault, nameof(nodes));
        }
    }

    /// <exception cref="ArgumentException">It is no name of a node.</exception>
    public static void CheckNode(string name)
    {
        if (name.Length is 0 || !IsText(name))
        {
            throw new ArgumentException($"A node has a name of 1 to {Limits.NameCharacters} characters.", nameof(name));
        }
    }

    /// <summary>More about a change of a job, for the audit log.</summary>
    public static string DetailOf(JobSubmission submission) =>
        string.Create(CultureInfo.InvariantCulture, $"tenant {submission.Tenant}, priority {submission.Priority}, cost {submission.Cost}");

    /// <summary>More about a job that is tried again, for the audit log.</summary>
    public static string DetailOf(bool fromStart) => fromStart ? "from its start" : "from its last cut";

    /// <summary>More about a change of a key, for the audit log.</summary>
    public static string DetailOf(ApiKey key) => $"key {key.Id} of tenant {key.Tenant}, {key.Role}: {key.Name}";

    /// <summary>More about a drained node, for the audit log. A name may be anything: it stays in its line.</summary>
    public static string DetailOf(string node, bool isDrained) =>
        $"{(isDrained ? "drained" : "back")}: {string.Concat(node.Select(c => char.IsControl(c) ? '?' : c))}";

    static string? Fault(NodeStatus node) =>
        node.Name.Length is 0 || !IsText(node.Name) || !IsText(node.Numerics) || !IsText(node.Address)
            ? $"A node has no name, or a name, class or address of more than {Limits.NameCharacters} characters or with some that are none."
        : !(node.Speed > 0 && double.IsFinite(node.Speed)) ? $"A node has the speed {node.Speed}."
        : node.Memory < 0 ? $"A node has the memory {node.Memory}."
        : node.Tiles < 0 || node.Step < 0 ? $"A node has {node.Tiles} tiles at step {node.Step}."
        : !Enum.IsDefined(node.Phase) ? $"A node is in the unknown phase {(int)node.Phase}."
        : null;

    static bool IsText(string text) => text.Length <= Limits.NameCharacters && Storable(text) == text;
}
