using System.Globalization;
using System.Net;
using Conformance.Servers;

namespace EndToEnd.Harness;

/// <summary>Another host, as a network namespace at the other end of a virtual cable that can be cut. Needs root, ip and nft.</summary>
sealed class FarHost : IAsyncDisposable
{
    const string Prefix = "tessera-";

    readonly string _name = Prefix + Text(Environment.ProcessId);

    FarHost()
    {
    }

    /// <summary>This host's address on the cable.</summary>
    public IPAddress NearAddress { get; } = Address(1);

    /// <summary>The other host's.</summary>
    public IPAddress FarAddress { get; } = Address(2);

    /// <summary>What a command runs within to be there.</summary>
    public IEnumerable<string> Within => ["ip", "netns", "exec", _name];

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Lack =>
        !Environment.IsPrivilegedProcess ? "network namespaces need root"
        : new[] { "ip", "nft" }.FirstOrDefault(program => !File.Exists($"/usr/sbin/{program}")) is { } missing ? $"{missing} is missing (iproute2, nftables)"
        : null;

    public static async Task<FarHost> StartAsync()
    {
        await DeleteOrphansAsync();
        var host = new FarHost();
        var (near, far) = ($"tess{Environment.ProcessId}a", $"tess{Environment.ProcessId}b");
        try
        {
            await IpAsync("netns", "add", host._name);
            await IpAsync("link", "add", near, "type", "veth", "peer", "name", far, "netns", host._name);
            await IpAsync("address", "add", $"{host.NearAddress}/30", "dev", near);
            await IpAsync("link", "set", near, "up");
            await IpAsync("-n", host._name, "address", "add", $"{host.FarAddress}/30", "dev", far);
            await IpAsync("-n", host._name, "link", "set", far, "up");
            await IpAsync("-n", host._name, "link", "set", "lo", "up");
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on nothing comes or goes: packets are dropped, and nobody is told.</summary>
    public async Task<DateTimeOffset> CutAsync()
    {
        await RunAsync(
            [.. Within, "nft", "add table inet cut; add chain inet cut in { type filter hook input priority 0; }; add chain inet cut out { type filter hook output priority 0; }; add rule inet cut in iifname != \"lo\" drop; add rule inet cut out oifname != \"lo\" drop"]);
        return TimeProvider.System.GetUtcNow();
    }

    public Task HealAsync() => RunAsync([.. Within, "nft", "delete table inet cut"]);

    /// <summary>Whoever still runs there keeps it until it ends.</summary>
    public async ValueTask DisposeAsync() => await IpAsync("netns", "delete", _name);

    static IPAddress Address(int last) => new([10, 213, (byte)Environment.ProcessId, (byte)((4 * (Environment.ProcessId >> 8 & 63)) + last)]);

    /// <summary>Those of processes that were killed.</summary>
    static async Task DeleteOrphansAsync()
    {
        if (!Directory.Exists("/run/netns"))
        {
            return;
        }

        foreach (var name in Directory.EnumerateFiles("/run/netns", Prefix + "*").Select(path => Path.GetFileName(path)!))
        {
            if (int.TryParse(name[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var owner) && !ServerProcess.Lives(owner))
            {
                await IpAsync("netns", "delete", name);
            }
        }
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static Task IpAsync(params string[] arguments) => RunAsync(["ip", .. arguments]);

    static Task RunAsync(string[] command) => ServerProcess.RunAsync(null, command[0], command[1..]);
}
