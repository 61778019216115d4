using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.Harness;
using EndToEnd.Trials;

namespace EndToEnd.Studies;

/// <summary>
/// Two hosts, the cable between which is cut while they draw. The store and the broker are on one of them; everything between them is encrypted.
/// The leader is on the near side once, and once on the far one.
/// </summary>
static class Partition
{
    static readonly TimeSpan CutFor = TimeSpan.FromSeconds(15);
    static readonly TimeSpan JobWithin = TimeSpan.FromMinutes(8);

    /// <summary>A node starts no step when it has not heard of its leader for 4 s, and looks each 0.25 s.</summary>
    static readonly TimeSpan LastStart = TimeSpan.FromSeconds(4.25);

    public static async Task<string> RunAsync()
    {
        if (FarHost.Lack is { } lack)
        {
            return $"partition is skipped: {lack}";
        }

        var text = new StringBuilder();
        text.AppendLine("| leader | picture | longest step before, s | far side's last store after the cut, s | job, s | refused |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (var isFar in (bool[])[false, true])
        {
            await using var host = await FarHost.StartAsync();
            await using var cluster = await Cluster.StartAsync(workers: 0, coordinators: 0);
            await using var hosts = await StartAsync(cluster, host, isFar ? 2 : 1);
            text.AppendLine(await CutAsync(cluster, host, isFar));
        }

        return text.ToString();
    }

    static async Task<string> CutAsync(Cluster cluster, FarHost host, bool isFar)
    {
        var hash = await Undisturbed.HashOfAsync(Picture.Medium);
        var began = TimeProvider.System.GetUtcNow();
        var job = await cluster.SubmitAsync(Picture.Medium);
        await using var files = new StateFiles(Path.GetDirectoryName(cluster.StagePath(job.Id, 0))!);
        await job.ReachAsync(0.3, JobWithin);
        var epoch = (await job.FindAsync())!.Row.Epoch.Value;
        var cut = await host.CutAsync();
        await Await.PassAsync(CutFor);
        var far = cluster.Workers.Single(node => node.Name == "worker-2");
        if (!cluster.LogSince(cut).Any(line => line.Event == Events.Died && Scene.Names(line, far.Member)))
        {
            throw new TrialException("the far worker was not found dead\n" + Story(cluster, began));
        }

        // The near side goes on in other epochs.
        var last = files.Seen.Where(file => file.Key.Epoch <= epoch).Max(file => file.Value) - cut;
        var step = LongestStep(files, cut);
        if (last > LastStart + step + step)
        {
            throw new TrialException($"the far side stored a state {last.TotalSeconds:0.0} s after the cut, though its steps take {step.TotalSeconds:0.0} s\n" + Story(cluster, began));
        }

        await host.HealAsync();
        if (await job.EndAsync(JobWithin) != hash)
        {
            throw new TrialException("the picture is not the undisturbed one\n" + Story(cluster, began));
        }

        var took = job.Took;
        await cluster.AwaitReadyAsync();
        var refused = cluster.LogSince(cut).Count(line => line.Event is Events.RefusedReport or Events.RefusedOrder or Events.DroppedPredictions);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {(isFar ? "far" : "near")} | undisturbed | {step.TotalSeconds:0.00} | {last.TotalSeconds:0.00} | {took.TotalSeconds:0.0} | {refused} |");
    }

    static TimeSpan LongestStep(StateFiles files, DateTimeOffset before)
    {
        var stores = files.Seen.Values.Where(at => at < before).Order().ToList();
        return stores.Zip(stores.Skip(1), (a, b) => b - a).Max();
    }

    /// <summary>Starts a coordinator and a worker on each host, the one that is to lead first.</summary>
    static async Task<IAsyncDisposable> StartAsync(Cluster cluster, FarHost host, int leader)
    {
        var authorityFile = Path.Combine(cluster.Folder, "servers.pem");
        using var authority = new ServerAuthority(authorityFile);
        var pem = authority.Issue(host.NearAddress);
        await cluster.Database.UseCertificateAsync(pem);
        using var certificate = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
        var store = new TcpProxy(new(host.NearAddress, 0), new(IPAddress.Loopback, cluster.Database.Port));
        var broker = new TcpProxy(new(host.NearAddress, 0), new(IPAddress.Loopback, cluster.Broker.Address.Port))
        {
            Certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null),
        };
        var config = JsonNode.Parse(await File.ReadAllTextAsync(cluster.ConfigFile))!.AsObject();
        config["store"] = $"postgres://tessera@{store.EndPoint}/postgres";
        config["store-authority-file"] = authorityFile;
        config["broker"] = $"amqps://tessera@{broker.EndPoint}";
        config["broker-authority-file"] = authorityFile;
        var configFile = Path.Combine(cluster.Folder, "far.json");
        await File.WriteAllTextAsync(configFile, config.ToJsonString());

        NodePlan Far(NodePlan plan) => plan with { Within = [.. host.Within], ConfigFile = configFile };
        Task CoordinateAsync(int side) => cluster.StartNodeAsync($"coordinator-{side}", side == 2 ? Far(NodePlan.Coordinator) : NodePlan.Coordinator);

        await CoordinateAsync(leader);
        await cluster.StartWorkerAsync("worker-1", NodePlan.Worker with { Arguments = [.. NodePlan.Worker.Arguments, "--listen", $"{host.NearAddress}:0"] });
        await cluster.StartWorkerAsync("worker-2", Far(NodePlan.Worker with { Arguments = [.. NodePlan.Worker.Arguments, "--listen", $"{host.FarAddress}:0"] }));
        await cluster.AwaitReadyAsync();
        await CoordinateAsync(3 - leader);
        await cluster.AwaitReadyAsync();
        return new Both(store, broker);
    }

    static string Story(Cluster cluster, DateTimeOffset began) => string.Join('\n', cluster.LogSince(began));

    sealed class Both(TcpProxy store, TcpProxy broker) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            await broker.DisposeAsync();
        }
    }
}
