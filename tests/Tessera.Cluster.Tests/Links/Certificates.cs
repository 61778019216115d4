namespace Tessera.Cluster.Tests.Links;

/// <summary>A folder with an authority and certificates of it, until disposed of.</summary>
public sealed class Certificates : IDisposable
{
    readonly ClusterAuthority _authority;
    readonly List<LinkTls> _opened = [];

    public Certificates()
        : this(TimeProvider.System)
    {
    }

    internal Certificates(TimeProvider time) => _authority = ClusterAuthority.Create(Folder, time);

    public string Folder { get; } = Directory.CreateTempSubdirectory("tessera-links-").FullName;

    /// <summary>Issues a certificate if there is none yet, and opens it.</summary>
    internal LinkTls Of(string name, TimeProvider? time = null, params string[] hosts)
    {
        if (!File.Exists(Path.Combine(Folder, $"{name}.crt")))
        {
            _authority.Issue(name, hosts, Folder, time ?? TimeProvider.System);
        }

        _opened.Add(LinkTls.Open(Folder, name));
        return _opened[^1];
    }

    public void Dispose()
    {
        _opened.ForEach(tls => tls.Dispose());
        _authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
