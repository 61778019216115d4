using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Studies;

/// <summary>What passes the broker: octets of its connections, framing and all, while nodes idle and while they draw.</summary>
static partial class Traffic
{
    const int Tiles = 16;
    const int Steps = 50;
    const int OctetsPerSecond = 2048;
    const int OctetsPerTileAndStep = 1024;

    static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(20);
    static readonly TimeSpan JobWithin = TimeSpan.FromMinutes(8);
    static readonly Picture s_picture = new("1024x1024", "--stages", "none", "--grid", "4x4", "--steps", Steps.ToString(CultureInfo.InvariantCulture));

    public static async Task<string> RunAsync()
    {
        await using var cluster = await Cluster.StartAsync();
        var idle = await MeasureAsync(cluster, () => Await.PassAsync(IdleFor));
        var drawing = await MeasureAsync(cluster, async () => await (await cluster.SubmitAsync(s_picture)).EndAsync(JobWithin));
        var text = new StringBuilder();
        text.AppendLine("| member | idle: octets a second, in and out | drawing | above the idle rate, a tile and step |");
        text.AppendLine("|---|---|---|---|");
        foreach (var (name, octets) in drawing.Octets.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var (rest, work) = (idle.Octets[name] / idle.Seconds, octets / drawing.Seconds);
            var each = (work - rest) * drawing.Seconds / (Tiles * Steps);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {rest:0} | {work:0} | {each:0} |");
            if (rest > OctetsPerSecond || each > OctetsPerTileAndStep)
            {
                throw new TrialException($"{name} says more than {OctetsPerSecond} octets a second and {OctetsPerTileAndStep} a tile and step\n{text}");
            }
        }

        return text.ToString();
    }

    static async Task<(Dictionary<string, double> Octets, double Seconds)> MeasureAsync(Cluster cluster, Func<Task> during)
    {
        var (before, began) = (await OctetsAsync(cluster), TimeProvider.System.GetTimestamp());
        await during();
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return ((await OctetsAsync(cluster)).ToDictionary(pair => pair.Key, pair => pair.Value - before[pair.Key], StringComparer.Ordinal), seconds);
    }

    /// <summary>By member: what its connection has carried so far, in either direction.</summary>
    static async Task<Dictionary<string, double>> OctetsAsync(Cluster cluster)
    {
        var lines = await cluster.Broker.ControlAsync("list_connections", "recv_oct", "send_oct", "client_properties");
        return Connection().Matches(lines).ToDictionary(
            line => line.Groups["name"].Value,
            line => double.Parse(line.Groups["in"].ValueSpan, CultureInfo.InvariantCulture) + double.Parse(line.Groups["out"].ValueSpan, CultureInfo.InvariantCulture),
            StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^(?<in>\d+)\t(?<out>\d+)\t.*""connection_name"",""(?<name>[^""]+)""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Connection();
}
