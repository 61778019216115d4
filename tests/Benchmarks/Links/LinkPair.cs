using System.Collections.Immutable;
using System.Net;
using Tessera.Cluster;
using Tessera.Tiling.Machines;

namespace Tessera.Benchmarks;

/// <summary>Two members with links, one of which sends; the other answers now and then, as neighbours do.</summary>
sealed class LinkPair : IAsyncDisposable
{
    /// <summary>What credit is for: the sender has as many different bytes in use.</summary>
    public const int BytesOnTheWay = 8 * 1024 * 1024;

    const int Answers = 8; // in the time that so many bytes take

    static readonly Epoch First = new(1);

    readonly string _folder = Directory.CreateTempSubdirectory("tessera-links-").FullName;
    readonly List<TcpLinks> _links = [];
    readonly List<LinkTls> _tls = [];
    readonly int _size;
    readonly int _credits;

    LinkPair(int size) => (_size, _credits) = (size, BytesOnTheWay / size);

    public static async Task<LinkPair> OpenAsync(int size, bool hasTls)
    {
        var pair = new LinkPair(size);
        pair.Open(hasTls);
        await pair.CarryAsync(pair._credits);
        return pair;
    }

    public async Task CarryAsync(int count)
    {
        var answering = Task.Run(() => AnswerAsync(count));
        var part = _credits / Answers;
        await using var answers = _links[0].ReceiveAsync(default).GetAsyncEnumerator();
        for (var (sent, onTheWay) = (0, 0); sent < count || onTheWay > 0;)
        {
            if (sent < count && onTheWay + part <= _credits)
            {
                _links[0].Send(1, [.. Enumerable.Range(0, part).Select(source => new Prediction(First, 0, new(source), new(0), Block.Rent(_size)))]);
                (sent, onTheWay) = (sent + part, onTheWay + part);
                continue;
            }

            await answers.MoveNextAsync();
            onTheWay -= part * answers.Current.Length;
            foreach (var answer in answers.Current)
            {
                answer.Block.Dispose();
            }
        }

        await answering;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var links in _links)
        {
            await links.DisposeAsync();
        }

        _tls.ForEach(tls => tls.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    void Open(bool hasTls)
    {
        using var authority = hasTls ? ClusterAuthority.Create(_folder, TimeProvider.System) : null;
        ImmutableArray<Worker> nodes = [];
        foreach (var member in new Member[] { new("a", 1), new("b", 1) })
        {
            authority?.Issue(member.Name, [], _folder, TimeProvider.System);
            _tls.AddRange(hasTls ? [LinkTls.Open(_folder, member.Name)] : []);
            _links.Add(TcpLinks.Listen(new()
            {
                Self = member,
                Cluster = "benchmark",
                Listen = new(IPAddress.Loopback, 0),
                Tls = hasTls ? _tls[^1] : null,
                Random = new(1),
            }));
            nodes = nodes.Add(new(member, 1, _links[^1].Address));
        }

        _links[0].Open(First, nodes, [0, _credits]);
        _links[1].Open(First, nodes, [_credits, 0]);
    }

    async Task AnswerAsync(int count)
    {
        var (part, read, answered) = (_credits / Answers, 0, 0);
        await foreach (var predictions in _links[1].ReceiveAsync(default))
        {
            read += predictions.Length;
            foreach (var prediction in predictions)
            {
                prediction.Block.Dispose();
            }

            for (; answered < read / part; answered++)
            {
                _links[1].Send(0, [new Prediction(First, 0, new(0), new(0), Block.Rent(0))]);
            }

            if (read >= count)
            {
                return;
            }
        }
    }
}
