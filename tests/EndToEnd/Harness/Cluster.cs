using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Conformance.Servers;
using Tessera.Cluster;
using Tessera.Cluster.Store;

namespace EndToEnd.Harness;

/// <summary>
/// A whole cluster of this machine's own: database, broker, coordinators, workers and a server as processes, in folders and on ports of its own. All of
/// it dies with this process.
/// </summary>
sealed class Cluster : IAsyncDisposable
{
    public static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(2);

    const string ServerName = "server";

    readonly string _folder = Directory.CreateTempSubdirectory("tessera-chaos-").FullName;
    readonly List<NodeProcess> _processes = [];
    readonly Dictionary<string, NodePlan> _plans = new(StringComparer.Ordinal);
    readonly Dictionary<Picture, string> _documents = [];
    readonly HttpClient _http = new();

    Cluster()
    {
    }

    public PostgresServer Database { get; } = new();

    public RabbitServer Broker { get; private set; } = null!;

    public IJobStore Store { get; private set; } = null!;

    public Audit Audit { get; private set; } = null!;

    /// <summary>What nodes and clients are told.</summary>
    public string ConfigFile => Path.Combine(_folder, "tessera.json");

    public string Folder => _folder;

    public IEnumerable<NodeProcess> Workers => Running.Where(node => node.Name.StartsWith("worker", StringComparison.Ordinal));

    public NodeProcess Server => Running.Single(node => node.Name == ServerName);

    public IEnumerable<NodeProcess> Coordinators => Running.Where(node => node.Name.StartsWith("coordinator", StringComparison.Ordinal));

    /// <summary>Who leads; null when nobody does.</summary>
    public NodeProcess? Leader => Coordinators.Where(node => node.Term > 0).MaxBy(node => node.Term);

    public IEnumerable<NodeProcess> Running => Processes.Where(process => process.Lives);

    /// <summary>All there ever were.</summary>
    IReadOnlyList<NodeProcess> Processes
    {
        get
        {
            lock (_processes)
            {
                return [.. _processes];
            }
        }
    }

    /// <summary>Starts one, with a thread for each worker, and waits until somebody leads.</summary>
    public static async Task<Cluster> StartAsync(int workers = 2, int coordinators = 2)
    {
        var cluster = new Cluster();
        try
        {
            await cluster.StartServersAsync();
            await Task.WhenAll([
                cluster.StartNodeAsync(ServerName, NodePlan.Server(cluster._http.BaseAddress!.Port)),
                .. Enumerable.Range(1, coordinators).Select(i => cluster.StartNodeAsync($"coordinator-{i}", NodePlan.Coordinator)),
                .. Enumerable.Range(1, workers).Select(i => cluster.StartWorkerAsync($"worker-{i}")),
            ]);
            await cluster.AwaitReadyAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public string StagePath(JobId job, int stage) => new ArtifactFolder(Path.Combine(_folder, "artifacts"), job).StagePath(stage);

    /// <summary>Starts a node, which is started in the same way later.</summary>
    public Task<NodeProcess> StartNodeAsync(string name, NodePlan plan)
    {
        _plans[name] = plan;
        return StartNodeAsync(name);
    }

    /// <summary>Starts a node as it was started before.</summary>
    public Task<NodeProcess> StartNodeAsync(string name) => StartNodeAsync(name, fault: null);

    /// <summary>Starts a worker with a thread.</summary>
    /// <param name="name">The worker.</param>
    /// <param name="plan">How; null for what is usual.</param>
    /// <param name="authority">Whose certificate it has.</param>
    public async Task<NodeProcess> StartWorkerAsync(string name, NodePlan? plan = null, string authority = "authority")
    {
        var (from, to) = (Path.Combine(_folder, authority), Path.Combine(_folder, "certificates", authority));
        using var issuer = File.Exists(Path.Combine(from, "ca.key")) ? ClusterAuthority.Open(from) : ClusterAuthority.Create(from, TimeProvider.System);
        issuer.Issue(name, [], to, TimeProvider.System);
        File.Copy(Path.Combine(from, "ca.crt"), Path.Combine(to, "ca.crt"), overwrite: true);
        plan ??= NodePlan.Worker;
        return await StartNodeAsync(name, plan with { Arguments = [.. plan.Arguments, "--certificates", to] });
    }

    /// <summary>Starts a worker whose certificate is of an authority that nobody else knows.</summary>
    public Task<NodeProcess> StartStrangerAsync(string name) => StartWorkerAsync(name, authority: "strangers");

    /// <summary>Kills a node that is not to be started again.</summary>
    public async Task ForgetAsync(string name)
    {
        _plans.Remove(name);
        await Running.Single(node => node.Name == name).KillAsync();
    }

    /// <param name="name">The node.</param>
    /// <param name="fault">What goes wrong in it; see `tessera node`.</param>
    public async Task<NodeProcess> StartFaultyNodeAsync(string name, string fault) => await StartNodeAsync(name, fault);

    /// <summary>Starts what does not run, and waits until all are ready and somebody leads.</summary>
    public async Task MendAsync()
    {
        await Task.WhenAll(_plans.Keys.Where(name => Running.All(node => node.Name != name)).ToList().Select(name => StartNodeAsync(name)));
        await AwaitReadyAsync();
    }

    public async Task AwaitReadyAsync()
    {
        await Await.TrueAsync("a cluster in which all nodes are ready", StartWithin, () =>
        {
            ThrowIfDead();
            return _plans.Keys.All(name => Running.Any(node => node.Name == name && node.IsReady));
        });
        if (!Coordinators.Any())
        {
            return;
        }

        await Await.TrueAsync("a leader", StartWithin, () =>
        {
            ThrowIfDead();
            return Leader is not null;
        });
        await Await.TrueAsync("the leader's hearing of every worker", StartWithin, () =>
            Leader is { } leader && Workers.All(worker => leader.Log.Any(line => line.Event == Events.Joined && line.Text.Contains(worker.Member, StringComparison.Ordinal))));
    }

    /// <summary>A node that ends although nobody ended it is a failure whatever else happens.</summary>
    public void ThrowIfDead()
    {
        if (Processes.FirstOrDefault(node => !node.Lives && !node.IsEnded) is { } dead)
        {
            throw new TrialException($"{dead.Name} ended by itself: {string.Join(" | ", dead.Log.TakeLast(5).Select(line => line.Text))}");
        }
    }

    /// <summary>What all processes logged since a moment, in order.</summary>
    public IEnumerable<LogLine> LogSince(DateTimeOffset moment) =>
        Processes.SelectMany(process => process.Log).Where(line => line.At >= moment).OrderBy(line => line.At);

    /// <summary>Gives a picture to the cluster: the first time as a user would, then quickly.</summary>
    public async Task<Job> SubmitAsync(Picture picture)
    {
        if (_documents.TryGetValue(picture, out var document))
        {
            return await SubmitAsync(document);
        }

        var text = await TesseraCommand.RunAsync(["submit", .. picture.Arguments, "--config", ConfigFile]);
        var job = JobId.TryParse(text.Trim(), out var id) ? new Job(this, id) : throw new TrialException($"tessera submit printed {text}");
        await Await.TrueAsync("finding the job", StartWithin, async () =>
            await job.FindAsync() is { } found && (_documents[picture] = found.Document).Length > 0);
        return job;
    }

    /// <summary>Repeats it until the store, which may have just been started again, answers the server.</summary>
    async Task<Job> SubmitAsync(string document)
    {
        var (key, id) = (Guid.NewGuid().ToString("N"), default(JobId));
        await Await.TrueAsync("submitting a job", StartWithin, async () =>
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "v1/jobs") { Content = new StringContent(document, Encoding.UTF8, "application/json") };
                request.Headers.Add("Idempotency-Key", key);
                using var response = await _http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                return response.StatusCode switch
                {
                    HttpStatusCode.Accepted => JobId.TryParse(JsonNode.Parse(text)!["id"]!.GetValue<string>(), out id),
                    HttpStatusCode.ServiceUnavailable => false,
                    var status => throw new TrialException($"the server answered {status}: {text}"),
                };
            }
            catch (HttpRequestException)
            {
                return false; // over a connection to a server that was killed
            }
        });
        return new(this, id);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Running)
        {
            await node.KillAsync();
        }

        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }

        await Database.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    async Task<NodeProcess> StartNodeAsync(string name, string? fault)
    {
        var plan = _plans[name];
        string[] environment = fault is null ? [] : ["env", $"TESSERA_FAULT={fault}"];
        var node = await NodeProcess.StartAsync(
            name, [.. plan.Within, .. environment, .. TesseraCommand.Start, plan.Command, "--config", plan.ConfigFile ?? ConfigFile, .. NameOf(name, plan), .. plan.Arguments]);
        lock (_processes)
        {
            _processes.Add(node);
        }

        return node;
    }

    /// <summary>A server needs none.</summary>
    static string[] NameOf(string name, NodePlan plan) => plan.Command == "node" ? ["--name", name] : [];

    async Task StartServersAsync()
    {
        var broker = RabbitServer.StartAsync();
        try
        {
            await Database.InitializeAsync();
            Store = await JobStores.OpenAsync(new(Database.ConnectionAddress) { PasswordFile = Database.PasswordFile }, TimeProvider.System, CancellationToken.None);
            Audit = await Audit.StartAsync(Database);
        }
        finally
        {
            Broker = await broker;
        }

        using (var ports = new FreePorts())
        {
            _http.BaseAddress = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports.Take()}"));
        }

        await File.WriteAllTextAsync(ConfigFile, new JsonObject
        {
            ["store"] = Database.ConnectionAddress,
            ["store-password-file"] = Database.PasswordFile,
            ["broker"] = Broker.Address.ToString(),
            ["broker-password-file"] = Broker.PasswordFile,
            ["artifacts"] = Path.Combine(_folder, "artifacts"),
            ["server"] = _http.BaseAddress.ToString(),
        }.ToJsonString());
    }
}
