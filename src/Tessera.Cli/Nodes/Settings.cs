using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Tessera.Cli.Client;

namespace Tessera.Cli.Nodes;

/// <summary>
/// What a node or a client of a cluster is told, in one schema: <c>--store-password-file</c> on the command line, <c>TESSERA_STORE_PASSWORD_FILE</c>
/// in the environment, or <c>"store-password-file"</c> in a JSON file, the first that is there. Secrets are never values: their files are named.
/// </summary>
sealed class Settings
{
    const long MaxFileBytes = 64 * 1024;

    static readonly Option<string?> File = new("--config") { Description = "JSON file with any of these settings, without their dashes; or TESSERA_CONFIG." };

    readonly ParseResult _result;
    readonly Func<string, string?> _environment;
    readonly Dictionary<string, string> _file;

    /// <exception cref="UsageException">The file cannot be read, or has a setting that there is not.</exception>
    public Settings(ParseResult result, Func<string, string?> environment)
    {
        (_result, _environment) = (result, environment);
        _file = (result.GetValue(File) ?? environment(VariableOf(File))) is { } path ? Read(path) : [];
    }

    public static void AddTo(Command command, params ReadOnlySpan<Option<string?>> settings)
    {
        command.Add(File);
        foreach (var setting in settings)
        {
            command.Add(setting);
        }
    }

    public string? this[Option<string?> setting] =>
        _result.GetValue(setting) ?? _environment(VariableOf(setting)) ?? _file.GetValueOrDefault(KeyOf(setting));

    /// <exception cref="UsageException">It is given nowhere.</exception>
    public string Require(Option<string?> setting) => this[setting]
        ?? throw new UsageException($"{setting.Name} is missing: give it, or set {VariableOf(setting)}, or \"{KeyOf(setting)}\" in the file of --config");

    /// <exception cref="UsageException">It is no number within the bounds.</exception>
    public T Number<T>(Option<string?> setting, T otherwise, T least, T most)
        where T : struct, IBinaryInteger<T> => this[setting] is not { } text
        ? otherwise
        : T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new UsageException($"{setting.Name} cannot be {text}: use {least} to {most}");

    /// <summary>Whether something is wanted: named alone, or <c>true</c>.</summary>
    /// <exception cref="UsageException">It is neither true nor false.</exception>
    public bool Flag(Option<string?> setting) => _result.GetResult(setting) is { Implicit: false, Tokens.Count: 0 }
        || (this[setting] is { } text && (bool.TryParse(text, out var value) ? value : throw new UsageException($"{setting.Name} cannot be {text}: use true or false")));

    static string KeyOf(Option setting) => setting.Name.TrimStart('-');

    static string VariableOf(Option setting) => "TESSERA_" + KeyOf(setting).Replace('-', '_').ToUpperInvariant();

    static Dictionary<string, string> Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
            {
                throw new UsageException($"{path} is larger than {MaxFileBytes:N0} bytes");
            }

            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 2 });
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToDictionary(setting => Known(path, setting.Name), setting => setting.Value.ToString(), StringComparer.Ordinal)
                : throw new UsageException($"{path} is not a JSON object");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new UsageException($"{path} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>One file serves nodes and clients, so it may have settings of either.</summary>
    static string Known(string path, string name) => ClusterSettings.All.Concat(ServeSettings.All).Concat(ClientSettings.All).Any(setting => KeyOf(setting) == name)
        ? name
        : throw new UsageException($"{path}: there is no setting \"{name}\"; see tessera node --help");
}
