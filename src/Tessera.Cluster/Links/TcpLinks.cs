using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// Links between processes, over TCP. Two members share one connection, for both directions; the one that is lower in
/// <see cref="Member.InOrder"/> makes it, so there are never two to choose from. It outlives epochs; what it carries does not. In one
/// connection credit keeps its place among predictions, so a sender that keeps to the plan always has it. A connection that breaks, or carries
/// anything that is not right, is closed and made again for as long as the epoch lasts, and goes on after the last prediction that arrived.
/// </summary>
/// <remarks>
/// Both directions between two members have the same credit, as tiles are neighbours of each other. A connection has two threads, which
/// wait for the network alone; nobody waits for them.
/// </remarks>
public sealed partial class TcpLinks : IBlockLinks, IAsyncDisposable
{
    readonly TcpLinksOptions _options;
    readonly Socket _listener;
    readonly ITimer _beats;
    readonly Arrivals _arrivals = new();
    readonly CancellationTokenSource _lifetime = new();

    // Of everything below, and of all ends.
    readonly Lock _lock = new();
    readonly Dictionary<Member, LinkEnd> _ends = [];
    ImmutableArray<LinkEnd?> _nodes = [];
    Epoch _epoch;
    bool _isDisposed;

    TcpLinks(TcpLinksOptions options, Socket listener)
    {
        (_options, _listener) = (options, listener);
        var at = (IPEndPoint)listener.LocalEndPoint!;
        Address = new LinkAddress(options.Host.Length > 0 ? options.Host : at.Address.ToString(), at.Port).ToString();
        _beats = options.Time.CreateTimer(_ => Beat(), null, options.Limits.LinkBeat, options.Limits.LinkBeat);
    }

    /// <summary>Where other members find these links, HOST:PORT.</summary>
    public string Address { get; }

    /// <summary>Begins to listen. Members are heard from now on, and predictions once an epoch is open.</summary>
    /// <param name="options">What the links are made of.</param>
    /// <exception cref="InvalidOperationException">The address is off loopback, and there is no TLS.</exception>
    /// <exception cref="SocketException">It is not possible to listen there.</exception>
    public static TcpLinks Listen(TcpLinksOptions options)
    {
        if (options.Tls is null && !IPAddress.IsLoopback(options.Listen.Address))
        {
            throw OffLoopback($"Listening at {options.Listen}");
        }

        _ = new LinkGreeting(options.Cluster, options.Self, options.Self).Encode(); // refuses what is too long to be sent
        var listener = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.Listen);
            listener.Listen();
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        var links = new TcpLinks(options, listener);
        links.Start(links.AcceptAsync);
        return links;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A node is off loopback, and there is no TLS.</exception>
    /// <exception cref="FormatException">A node's address is none.</exception>
    public void Open(Epoch epoch, ImmutableArray<Worker> nodes, ImmutableArray<int> credits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(credits.Length, nodes.Length, nameof(credits));
        var peers = nodes.Select((node, index) => node.Member == _options.Self ? null : PeerOf(node, credits[index])).ToList();
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(epoch.Value, _epoch.Value, nameof(epoch));
            _epoch = epoch;
            _arrivals.Clear();
            foreach (var end in _ends.Values.Where(end => !peers.Exists(peer => peer?.Member == end.Peer)).ToList())
            {
                _ends.Remove(end.Peer);
                end.Close();
            }

            _nodes = [.. peers.Select(peer => peer is null ? null : Open(epoch, peer))];
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<Member> Unlinked
    {
        get
        {
            lock (_lock)
            {
                return [.. _nodes.Where(end => end is { IsNeeded: true, Connection: null }).Select(end => end!.Peer)];
            }
        }
    }

    /// <inheritdoc/>
    public void Send(int node, ImmutableArray<Prediction> predictions)
    {
        var isSent = false;
        try
        {
            var largest = predictions.Max(prediction => prediction.Block.Memory.Length);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(largest, _options.Limits.LinkBlockBytes, nameof(predictions));
            lock (_lock)
            {
                if (_isDisposed)
                {
                    return;
                }

                if (predictions[0].Epoch < _epoch)
                {
                    Instruments.Dropped(DropReason.LowerEpoch, predictions.Length);
                    return;
                }

                if (predictions[0].Epoch > _epoch || _nodes[node] is not { } end)
                {
                    throw new InvalidOperationException($"{_options.Self} sent predictions of {predictions[0].Epoch} to node {node}, and {_epoch} is open.");
                }

                end.Send(predictions);
                isSent = true;
            }
        }
        finally
        {
            if (!isSent)
            {
                predictions.ToList().ForEach(prediction => prediction.Block.Dispose());
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ImmutableArray<Prediction>> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            while (Take() is { IsEmpty: false } predictions)
            {
                yield return predictions;
            }
        }
        while (await _arrivals.WaitAsync(cancellationToken));
    }

    /// <summary>Closes everything, without waiting for the last block to be let go.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _ends.Values.ToList().ForEach(end => end.Close());
            _ends.Clear();
            _arrivals.End();
        }

        _beats.Dispose();
        _listener.Dispose();
        _ = _lifetime.CancelAsync();
        End();
    }

    /// <summary>Closes everything. Then no block is held, and nothing runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _ended.Task;
        _lifetime.Dispose();
    }

    static InvalidOperationException OffLoopback(string what) => new(
        $"{what} needs TLS, as it is not this machine's loopback: issue certificates with the cluster's authority, and give each member its own.");

    ImmutableArray<Prediction> Take()
    {
        lock (_lock)
        {
            return _arrivals.Take();
        }
    }

    Peer PeerOf(Worker node, int credits)
    {
        var isDialed = credits > 0 && Member.InOrder.Compare(_options.Self, node.Member) < 0;
        if (node.Address.Length == 0 && !isDialed)
        {
            return new(node.Member, null, credits, IsDialed: false);
        }

        var address = LinkAddress.Parse(node.Address);
        return _options.Tls is not null || address.IsLoopback
            ? new(node.Member, address, credits, isDialed)
            : throw OffLoopback($"A link with {node.Member} at {address}");
    }

    LinkEnd Open(Epoch epoch, Peer peer)
    {
        if (!_ends.TryGetValue(peer.Member, out var end))
        {
            _ends.Add(peer.Member, end = new(peer.Member, _arrivals));
        }

        end.Address = peer.Address;
        end.Open(epoch, peer.Credits);
        if (peer.IsDialed && end.Dialing is null)
        {
            end.Dialing = CancellationTokenSource.CreateLinkedTokenSource(_lifetime.Token);
            var token = end.Dialing.Token;
            Start(() => DialAsync(end, token));
        }

        return end;
    }

    void Beat()
    {
        lock (_lock)
        {
            foreach (var end in _ends.Values)
            {
                end.Connection?.Beat();
            }
        }
    }

    sealed record Peer(Member Member, LinkAddress? Address, int Credits, bool IsDialed);
}
