namespace Tessera.Cli.Client;

/// <summary>Every bound of what a client takes from a server, by name: whoever answers may be anybody.</summary>
static class ClientLimits
{
    /// <summary>Bytes of a document that is sent; the server takes no more.</summary>
    public const int DocumentBytes = 256 * 1024;

    /// <summary>Bytes of an answer: a page of jobs with the longest documents is half of it.</summary>
    public const int AnswerBytes = 8 * 1024 * 1024;

    /// <summary>Bytes of a problem.</summary>
    public const int ProblemBytes = 64 * 1024;

    /// <summary>Bytes of one event, with all that stands between it and the last.</summary>
    public const int EventBytes = 64 * 1024;

    /// <summary>KiB of an answer's headers.</summary>
    public const int HeaderKibibytes = 32;

    /// <summary>Bytes of a file that is downloaded: twice a picture of 65536x65536 that cannot be compressed.</summary>
    public const long FileBytes = 32L << 30;

    /// <summary>Characters of a key.</summary>
    public const int KeyCharacters = 512;

    /// <summary>Jobs that are asked for at a time.</summary>
    public const int PageJobs = 100;

    /// <summary>Times that a server may leave out events before it is given up.</summary>
    public const int Gaps = 8;

    /// <summary>How long connecting may take.</summary>
    public static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take, with all of its body.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);

    /// <summary>How long a stream may be silent: of events, the server says something each 15 s.</summary>
    public static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(40);

    /// <summary>How long to wait before a request is repeated, at first.</summary>
    public static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(100);
}
