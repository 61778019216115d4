using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests.Links;

public sealed class PlainTcpLinksTests : BlockLinksTests
{
    protected override Task<(IReadOnlyList<IBlockLinks> Links, ImmutableArray<Worker> Nodes)> ConnectAsync()
    {
        var cluster = new TcpCluster(Members);
        return Task.FromResult(((IReadOnlyList<IBlockLinks>)cluster.Links, cluster.Nodes));
    }
}

public sealed class TlsLinksTests(Certificates certificates) : BlockLinksTests, IClassFixture<Certificates>
{
    protected override Task<(IReadOnlyList<IBlockLinks> Links, ImmutableArray<Worker> Nodes)> ConnectAsync()
    {
        var cluster = new TcpCluster(Members, tls: name => certificates.Of(name));
        return Task.FromResult(((IReadOnlyList<IBlockLinks>)cluster.Links, cluster.Nodes));
    }
}
