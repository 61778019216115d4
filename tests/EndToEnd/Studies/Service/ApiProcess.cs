using System.Diagnostics;
using System.Globalization;
using Conformance.Servers;
using EndToEnd.Harness;

namespace EndToEnd.Studies.Service;

/// <summary>A server of the HTTP API, as a process of its own.</summary>
sealed class ApiProcess : IDisposable
{
    static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(1);

    readonly Process _process;

    ApiProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public double ResidentMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
        }
    }

    /// <summary>Starts one, and waits until it is ready.</summary>
    public static async Task<ApiProcess> StartAsync(PostgresServer database, string artifacts)
    {
        using var ports = new FreePorts();
        var listen = $"127.0.0.1:{ports.Take()}";
        ports.Dispose();
        string[] command =
        [
            .. TesseraCommand.Start, "serve", "--listen", listen, "--store", database.ConnectionAddress, "--store-password-file", database.PasswordFile, "--artifacts", artifacts,
        ];
        // The youngest generation is held to 4 MB: otherwise what is not collected yet hides the rest.
        var process = await ServerProcess.StartAsync(null, "env", ["DOTNET_GCgen0size=400000", .. command]);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        var server = new ApiProcess(process, new($"http://{listen}"));
        using var client = new HttpClient { BaseAddress = server.Address };
        await Await.TrueAsync("the server's readiness", StartWithin, async () =>
        {
            try
            {
                return (await client.GetAsync("/healthz/ready")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return server;
    }

    public void Dispose()
    {
        ServerProcess.End(_process.Id);
        _process.Dispose();
    }
}
