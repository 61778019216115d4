using System.Globalization;
using System.Text;
using Tessera.Cluster;
using Tessera.Cluster.Tests;

namespace Tessera.Server.Tests.Hostile;

/// <summary>A request that nobody honest would send.</summary>
/// <param name="Bytes">What is sent.</param>
/// <param name="IsWhole">Whether it is a request, and must be answered.</param>
/// <param name="IsHead">Whether its answer has no body.</param>
sealed record HostileRequest(byte[] Bytes, bool IsWhole, bool IsHead)
{
    static readonly (string Method, string Path)[] Routes =
    [
        ("POST", "/v1/jobs"), ("POST", "/v1/jobs"), ("POST", "/v1/jobs"), ("POST", "/v1/jobs:validate"), ("POST", "/v1/jobs:validate"), ("GET", "/v1/jobs"), ("GET", "/v1/jobs/ID"), ("GET", "/v1/jobs/ID/events"),
        ("GET", "/v1/jobs/ID/result"), ("GET", "/v1/jobs/ID/preview"), ("GET", "/v1/jobs/ID/report"), ("POST", "/v1/jobs/ID/cancel"), ("POST", "/v1/jobs/ID/retry"), ("DELETE", "/v1/jobs/ID"), ("GET", "/v1/queue"),
        ("GET", "/v1/nodes"), ("POST", "/v1/nodes/NAME/drain"), ("POST", "/v1/nodes/NAME/undrain"), ("GET", "/v1/audit"), ("GET", "/v1/parameters"), ("POST", "/v1/images/generations"), ("GET", "/healthz/ready"),
        ("GET", "/problems/NAME"), ("GET", "/NAME"), ("PUT", "/v1/jobs"), ("OPTIONS", "/v1/jobs"), ("HEAD", "/v1/jobs/ID"), ("TRACE", "/"), ("CONNECT", "/x"), ("PATCH", "/v1/jobs/ID"),
    ];

    static readonly string[] Names =
    [
        "x", "worker-1", "%00", "%0a", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%2f..", "%ff%fe", "%c0%ae", "%ed%a0%80", "%", "%zz", "a%20b", "%f0%9f%8f%94", "a;b", "a+b", "0", "-1", "00000000000000000000000000000000", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        "{00000000-0000-0000-0000-000000000000}", "openapi", "not-found", "malformed-request",
    ];

    static readonly string[] Queries =
    [
        "limit=5", "limit=0", "limit=-1", "limit=1001", "limit=1000", "limit=99999999999", "limit=x", "limit=", "limit=1&limit=2", "cursor=1", "cursor=0", "cursor=-1", "cursor=9223372036854775807", "cursor=9223372036854775808", "cursor=%00", "cursor=", "state=waiting",
        "state=7", "state=Waiting,Done", "state=", "state=%00", "tenant=default", "tenant=", "tenant=A", "tenant=%27%20or%201=1", "tenant=%00", "a=b", "%00=%00", "&&&", "=", "limit=%EF%BC%95", "limit=5%00",
    ];

    static readonly string[] Headers =
    [
        "Idempotency-Key: a", "Idempotency-Key: b", "Idempotency-Key:", "Idempotency-Key: a\r\nIdempotency-Key: b", "Idempotency-Key: \u00e9", "Last-Event-ID: 1", "Last-Event-ID: -1", "Last-Event-ID: 99999999999999999999", "Last-Event-ID: x", "Last-Event-ID:", "Range: bytes=0-0",
        "Range: bytes=-1", "Range: bytes=9-1", "Range: bytes=0-,0-,0-,0-", "Range: bytes=99999999999999999999-", "Range: x", "If-None-Match: \"x\"", "If-None-Match: *", "If-Range: x", "Origin: http://evil.example", "Origin: null", "Origin: http://localhost", "Sec-Fetch-Site: cross-site",
        "Authorization: Bearer x", "Authorization: Bearer tsk_a_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Authorization: Basic x", "Authorization:", "Accept: text/html", "Accept-Encoding: gzip", "Cookie: a=b", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Host: evil.example", "Expect: 100-continue",
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13", "X-HTTP-Method-Override: DELETE", "If-Modified-Since: yesterday", "TE: trailers", "traceparent: 00-x-x-x", "Accept: */*;q=x",
    ];

    static readonly string[] Types = ["application/json", "application/yaml", "application/x-yaml", "application/json; charset=utf-8", "application/json; charset=utf-16", "text/plain", "application/xml", "", "application/json;;", "/", "multipart/form-data; boundary=x"];

    /// <summary>The one of a seed.</summary>
    /// <param name="seed">The same seed gives the same request.</param>
    /// <param name="jobs">Jobs that there are.</param>
    public static HostileRequest Of(int seed, IReadOnlyList<JobId> jobs)
    {
        var random = new Random(seed);
        if (seed % 2 == 0)
        {
            return Whole(random, jobs, isHostile: true);
        }

        var good = Whole(random, jobs, isHostile: random.Next(4) == 0);
        return new(Mutations.Apply(good.Bytes, random), IsWhole: false, good.IsHead);
    }

    /// <summary>How it is told of in a failure.</summary>
    public override string ToString() => Encoding.Latin1.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, 2000)));

    static HostileRequest Whole(Random random, IReadOnlyList<JobId> jobs, bool isHostile)
    {
        var (method, template) = Routes[random.Next(Routes.Length)];
        var job = jobs[random.Next(jobs.Count)].ToString();
        var path = template
            .Replace("ID", isHostile && random.Next(3) == 0 ? Name(random) : job, StringComparison.Ordinal)
            .Replace("NAME", isHostile ? Name(random) : "worker-1", StringComparison.Ordinal);
        path += method == "GET" && random.Next(2) == 0 ? "?" + Queries[random.Next(isHostile ? Queries.Length : 1)] : "";
        var isYaml = random.Next(2) == 0;
        var hasBody = method is "POST" or "PUT" or "PATCH" && (random.Next(10) > 0 || template is "/v1/jobs");
        var body = !hasBody ? [] : Encoding.UTF8.GetBytes(isHostile ? HostileDocument.Of(random, isYaml) : isYaml ? "request: {prompt: lake, size: 64x64}" : """{"request":{"prompt":"lake","size":"64x64"}}""");
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (var i = isHostile ? random.Next(3) : 0; i > 0; i--)
        {
            head.Append(Headers[random.Next(Headers.Length)]).Append("\r\n");
        }

        if (hasBody)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {(isHostile && random.Next(10) == 0 ? Types[random.Next(Types.Length)] : isYaml ? "application/yaml" : "application/json")}\r\n");
        }

        var isChunked = hasBody && isHostile && random.Next(5) == 0;
        head.Append(isChunked ? "Transfer-Encoding: chunked\r\n" : hasBody || method == "POST" ? $"Content-Length: {body.Length}\r\n" : "").Append("\r\n");
        byte[] sent = isChunked
            ? [.. Encoding.Latin1.GetBytes(head.ToString()), .. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. body.Length > 0 ? "\r\n0\r\n\r\n"u8 : "\r\n"u8]
            : [.. Encoding.Latin1.GetBytes(head.ToString()), .. body];
        return new(sent, IsWhole: template is not "/v1/images/generations" && method is not ("CONNECT" or "TRACE"), method == "HEAD");
    }

    static string Name(Random random) => random.Next(20) == 0 ? new string('a', 1 << random.Next(14)) : Names[random.Next(Names.Length)];
}
