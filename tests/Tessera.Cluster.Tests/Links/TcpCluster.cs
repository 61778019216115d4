using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests.Links;

/// <summary>Members of one cluster on this machine's loopback.</summary>
sealed class TcpCluster : IAsyncDisposable
{
    public const string Name = "test";

    public static readonly Limits Quick = new()
    {
        LinkRetryFirst = TimeSpan.FromMilliseconds(1),
        LinkRetryLast = TimeSpan.FromMilliseconds(4),
    };

    readonly List<TcpLinks> _links = [];
    readonly List<FaultLog> _faults = [];

    public TcpCluster(IEnumerable<Member> members, Limits? limits = null, Func<string, LinkTls?>? tls = null, Func<int, IMemoryOwner<byte>>? rent = null)
    {
        foreach (var member in members)
        {
            _faults.Add(new());
            _links.Add(TcpLinks.Listen(Options(member, limits, _faults[^1], tls?.Invoke(member.Name), rent)));
            Nodes = Nodes.Add(new(member, 1, _links[^1].Address));
        }
    }

    public IReadOnlyList<TcpLinks> Links => _links;

    public IReadOnlyList<FaultLog> Faults => _faults;

    public ImmutableArray<Worker> Nodes { get; set; } = [];

    public static TcpLinksOptions Options(
        Member self, Limits? limits = null, FaultLog? faults = null, LinkTls? tls = null, Func<int, IMemoryOwner<byte>>? rent = null)
    {
        var options = new TcpLinksOptions
        {
            Self = self,
            Cluster = Name,
            Listen = new(IPAddress.Loopback, 0),
            Limits = limits ?? Quick,
            Random = new(7),
            Faults = faults,
            Tls = tls,
        };
        return rent is null ? options : options with { Rent = rent };
    }

    /// <summary>Opens an epoch at every member, with the same credit between all of them.</summary>
    public void Open(Epoch epoch, int credits)
    {
        for (var i = 0; i < _links.Count; i++)
        {
            _links[i].Open(epoch, Nodes, [.. Nodes.Select((_, node) => node == i ? 0 : credits)]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var links in _links)
        {
            await links.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        }
    }
}
