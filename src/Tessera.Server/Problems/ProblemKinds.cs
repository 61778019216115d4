namespace Tessera.Server.Problems;

/// <summary>All kinds of problems.</summary>
public static class ProblemKinds
{
    /// <summary>The request cannot be read.</summary>
    public static readonly ProblemKind Malformed = new("malformed-request", 400, "The request cannot be read", "Compare it with /openapi/v1.json; the detail says where it differs.");

    /// <summary>There is no key, or it is not good.</summary>
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "A key is needed", "Send Authorization: Bearer KEY; an operator makes one with tessera keys add.");

    /// <summary>The key's role does not allow it.</summary>
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "The key's role does not allow this", "Ask an operator for a key of a higher role.");

    /// <summary>A page of another site has sent it.</summary>
    public static readonly ProblemKind ForeignOrigin = new("foreign-origin", 403, "Requests of other sites' pages are refused", "Call the server by the name it is bound to, and not from a page of another site.");

    /// <summary>There is no such job.</summary>
    public static readonly ProblemKind JobNotFound = new("job-not-found", 404, "There is no such job", "GET /v1/jobs lists those that the key may see.");

    /// <summary>There is nothing here.</summary>
    public static readonly ProblemKind NotFound = new("not-found", 404, "There is nothing here", "/openapi/v1.json lists what there is.");

    /// <summary>There is something here, but not for this method.</summary>
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "The method is not known here", "/openapi/v1.json lists what there is; the Allow header names the methods.");

    /// <summary>The request came too slowly.</summary>
    public static readonly ProblemKind TooSlow = new("request-timeout", 408, "The request came too slowly", "Send it again over a faster connection.");

    /// <summary>The job has not ended.</summary>
    public static readonly ProblemKind JobNotEnded = new("job-not-ended", 409, "The job has not ended", "Wait for its end, or cancel it first.");

    /// <summary>The job has ended.</summary>
    public static readonly ProblemKind JobEnded = new("job-ended", 409, "The job has ended", "GET the job says how; POST .../retry tries it again unless it is done.");

    /// <summary>The job has nothing to show yet.</summary>
    public static readonly ProblemKind NotThereYet = new("not-there-yet", 409, "The job has not come to this yet", "Follow its events, and ask again.");

    /// <summary>The job was deleted.</summary>
    public static readonly ProblemKind JobGone = new("job-gone", 410, "The job was deleted", "Submit it again, under another Idempotency-Key.");

    /// <summary>The request has too many bytes.</summary>
    public static readonly ProblemKind TooLarge = new("request-too-large", 413, "The request is too large", "A job's document needs a few kilobytes.");

    /// <summary>The request is of a type that is not read here.</summary>
    public static readonly ProblemKind UnsupportedType = new("unsupported-content-type", 415, "The content type is not read here", "Send application/json, or application/yaml where /openapi/v1.json says so.");

    /// <summary>The range lies outside of the file.</summary>
    public static readonly ProblemKind RangeOutside = new("range-not-satisfiable", 416, "The range lies outside of the file", "The Content-Range header says how long the file is.");

    /// <summary>The picture cannot be drawn.</summary>
    public static readonly ProblemKind NotDrawable = new("not-drawable", 422, "The picture cannot be drawn", "The detail says what to change; POST /v1/jobs:validate tries it without submitting.");

    /// <summary>The document is of another checkpoint.</summary>
    public static readonly ProblemKind WrongModel = new("wrong-model", 422, "The document is of another checkpoint", "Leave model_sha256 out to draw with the server's.");

    /// <summary>The idempotency key was used for another request.</summary>
    public static readonly ProblemKind KeyReused = new("idempotency-key-reused", 422, "The Idempotency-Key was used for another request", "Use a new key for a new request; a repeated request must be the same.");

    /// <summary>The tenant's quota does not allow it.</summary>
    public static readonly ProblemKind QuotaExceeded = new("quota-exceeded", 429, "The quota does not allow this now", "Wait until jobs have ended, or cancel some; a smaller picture or fewer steps cost less.");

    /// <summary>The tenant has too many open jobs.</summary>
    public static readonly ProblemKind TooManyJobs = new("too-many-jobs", 429, "There are too many jobs that have not ended", "Wait until some have ended, or cancel some.");

    /// <summary>Too many nodes are drained.</summary>
    public static readonly ProblemKind TooManyDrains = new("too-many-drains", 409, "Too many nodes are drained", "Undrain some: names of nodes that never come back count too.");

    /// <summary>The key has too many requests open.</summary>
    public static readonly ProblemKind TooManyRequests = new("too-many-requests", 429, "There are too many requests at a time", "Wait until some have ended; several jobs can be followed by listing them.");

    /// <summary>The server has failed.</summary>
    public static readonly ProblemKind Internal = new("internal-error", 500, "The server has failed", "Tell its operator; its log says more.");

    /// <summary>The job store cannot be reached.</summary>
    public static readonly ProblemKind StoreUnavailable = new("store-unavailable", 503, "The job store cannot be reached", "Try again, with the same Idempotency-Key: what was asked for may have happened.");

    /// <summary>A part of the server is not ready.</summary>
    public static readonly ProblemKind NotReady = new("not-ready", 503, "The server is not ready", "Send requests to another one, or ask again; the detail says what is missing.");

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, ProblemKind> All { get; } = new[]
    {
        Malformed, Unauthenticated, Forbidden, ForeignOrigin, JobNotFound, NotFound, MethodNotAllowed, TooSlow, JobNotEnded, JobEnded, NotThereYet, JobGone, TooLarge,
        UnsupportedType, RangeOutside, NotDrawable, WrongModel, KeyReused, QuotaExceeded, TooManyJobs, TooManyDrains, TooManyRequests, Internal, StoreUnavailable, NotReady,
    }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
}
