namespace Tessera.Server;

/// <summary>Every bound of what clients may ask of a server, by name. What lies beyond is refused before anything is allocated for it.</summary>
public static class ServerLimits
{
    /// <summary>Bytes of a request's body: a job's document has a few kilobytes.</summary>
    public const int BodyBytes = 256 * 1024;

    /// <summary>Bytes of a request's first line.</summary>
    public const int RequestLineBytes = 4 * 1024;

    /// <summary>Header fields of a request.</summary>
    public const int Headers = 64;

    /// <summary>Bytes of all header fields of a request.</summary>
    public const int HeaderBytes = 16 * 1024;

    /// <summary>Connections at a time, of all clients.</summary>
    public const int Connections = 1024;

    /// <summary>Requests at a time on one connection, where a connection takes several.</summary>
    public const int StreamsPerConnection = 64;

    /// <summary>Keys that are looked up at a time for one address.</summary>
    public const int KeyLookupsAtATime = 4;

    /// <summary>Look-ups of one address that wait for their turn: behind a proxy all are of one.</summary>
    public const int KeyLookupsWaiting = 256;

    /// <summary>Reports that are made at a time: each reads all that was noted for a job.</summary>
    public const int ReportsAtATime = 2;

    /// <summary>Requests at a time with one key, those that follow a job included; of those that show none, from one address.</summary>
    public const int RequestsPerKey = 128;

    /// <summary>Bytes a second that a client at least sends or takes, once <see cref="DataGrace"/> is over.</summary>
    public const double BytesPerSecond = 240;

    /// <summary>How deep the values of a document are nested.</summary>
    public const int DocumentDepth = 16;

    /// <summary>Values of a document, and names of its members.</summary>
    public const int DocumentNodes = 4096;

    /// <summary>Characters of a name in a document of YAML.</summary>
    public const int DocumentNameCharacters = 64;

    /// <summary>Tiles of all stages of a job: twice what the largest picture needs by default.</summary>
    public const int JobTiles = 65_536;

    /// <summary>Plans that are made at a time, of some ten megabytes at most; who comes then waits for its turn.</summary>
    public const int PlansAtATime = 2;

    /// <summary>Jobs that are deleted in one round of retention.</summary>
    public const int DeletedPerRound = 100;

    /// <summary>Folders of jobs that are looked at in one round of retention.</summary>
    public const int FoldersPerRound = 1000;

    /// <summary>How long the first line and the header fields of a request may take.</summary>
    public static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection without a request is kept.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(1);

    /// <summary>How long a client may be slower than <see cref="BytesPerSecond"/>.</summary>
    public static readonly TimeSpan DataGrace = TimeSpan.FromSeconds(5);

    /// <summary>How long a part of the server may take to say that it is there.</summary>
    public static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(1);

    /// <summary>How long what was said of readiness is said again without asking.</summary>
    public static readonly TimeSpan ReadyFor = TimeSpan.FromSeconds(1);

    /// <summary>How long a server that is asked to end still serves, so that whoever sends it requests sees that it is no longer ready.</summary>
    public static readonly TimeSpan LeaveFor = TimeSpan.FromSeconds(3);

    /// <summary>How long open requests may take once a server no longer serves.</summary>
    public static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);

    /// <summary>How often the store is asked for what metrics tell of the cluster.</summary>
    public static readonly TimeSpan GaugesEvery = TimeSpan.FromSeconds(5);

    /// <summary>How often jobs are looked for that were kept for long enough.</summary>
    public static readonly TimeSpan RetentionEvery = TimeSpan.FromMinutes(1);
}
