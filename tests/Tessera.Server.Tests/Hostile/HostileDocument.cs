using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tessera.Server.Tests.Hostile;

/// <summary>A document that looks like a job's, with something in it that should not be.</summary>
static class HostileDocument
{
    static readonly string[] Texts =
    [
        "", " ", "lake", "auto", "none", "64x64", "0x0", "65536x65536", "99999999999x64", "-64x64", "64x64\0", "../../../etc/passwd", "http://169.254.169.254/", "file:///etc/passwd", "'; drop table jobs;--",
        "\u202eekal", "la\u0301ke", "\ud83c\udfd4", "\ufeff", "\u2028", "\x7f", "%s%n", "${7*7}", "<script>", "halo", "fuse", "HALO", "halo, fuse", "1", "true", "null", "yes", "on", "1e9", "NaN", "Infinity",
    ];

    /// <summary>Tokens that stand as they are, in JSON as in YAML.</summary>
    static readonly string[] Tokens =
    [
        "0", "-0", "-1", "1", "7", "1000", "1001", "2147483647", "2147483648", "-2147483649", "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e400", "-1e400", "1e-400", "0.5", "1.0", "1e2", "99999999999999999999999999999999999999",
        "true", "false", "null", "[]", "{}", "[[]]", "[1,2,3]", "\"\\ud800\"", "\"\\u0000\"", "\"\\udc00\\ud800\"", "NaN", "tru", "01", "+1", ".5", "0x10", "'a'", "",
    ];

    static readonly string[] YamlTokens =
    [
        "&a 1", "*a", "!!str 1", "!!python/object/apply:os.system [ls]", "! 1", "!<x> 1", "|\n    text", ">-\n    text", "~", "0o17", "0o8", "0x1F", "0xFFFFFFFFFFFFFFFFF", ".inf", "-.INF", ".nan", "1_000", "12:30:45", "2026-01-01", "? a", "- 1", "\"\\x00\"", "\"\\ud800\"", "\"\\UFFFFFFFF\"",
        "\"\\q\"", "\"open", "'open", "[open", "{open", "@", "`", "%", "a: b: c", "\t1", "# nothing", "...", "---", "<<", "{<<: {a: 1}}", "[&a [*a]]", "\u0085", "\u0001",
    ];

    static readonly string[] WholeYaml =
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nrequest: *d\n",
        "&x request: *x", "%YAML 9.9\n---\na: 1", "%TAG ! tag:evil,2026:\n---\n!x {}", "--- \n--- \n--- \n", "? [a, b]\n: c", "- - - - - - - - - - - - - - - - - - - - - - 1", "\ufeff\ufeffa: 1", ":", "-", "?", "a:\n b:\n  c:\n\td: 1", "...\n...\n", "\0", "!!binary |\n  AAAA",
    ];

    /// <summary>Writes one.</summary>
    public static string Of(Random random, bool isYaml)
    {
        if (random.Next(20) == 0)
        {
            return isYaml ? WholeYaml[random.Next(WholeYaml.Length)] : Token(random, isYaml);
        }

        var (members, prompt) = (new List<(string Name, string Value)>(), Quoted("lake, snow:0.5"));
        members.AddRange([("prompt", prompt), ("size", Quoted("64x64")), ("seed", "7"), ("stages", Quoted("none"))]);
        for (var i = random.Next(3); i > 0; i--)
        {
            string[] names = ["prompt", "size", "seed", "steps", "guidance", "solver", "mode", "stages", "tile", "grid", "halo", "blend", "wire"];
            var name = names[random.Next(names.Length)];
            members.RemoveAll(member => member.Name == name && random.Next(8) > 0); // sometimes it is there twice
            members.Add((name, random.Next(3) > 0 ? Likely(random, name) : Value(random, isYaml)));
        }

        var request = Object(random, members, isYaml, indent: 2);
        var whole = new List<(string Name, string Value)> { ("request", random.Next(20) == 0 ? Value(random, isYaml) : request) };
        for (var i = Math.Max(0, random.Next(5) - 2); i > 0; i--)
        {
            string[] names = ["priority", "model", "model_sha256", "version", "stages", "request", "colour", "Request", "from", "prompt", "n", "size", "stream", "partial_images", new string('n', random.Next(300)), Texts[random.Next(Texts.Length)]];
            whole.Insert(random.Next(whole.Count + 1), (names[random.Next(names.Length)], Value(random, isYaml)));
        }

        return Object(random, whole, isYaml, indent: 0);
    }

    /// <summary>What has the right type, so that it gets as far as the plan.</summary>
    static string Likely(Random random, string name)
    {
        string[] numbers = ["-2147483648", "-1", "0", "1", "2", "3", "7", "16", "1000", "65536", "2147483647"];
        string[] sizes = ["64x64", "65536x65536", "65536x32", "4096x4096", "32x32", "33x33", "0x0", "-64x64", "64x64\0", "2147483647x2147483647", "1x1", "8x8", "2048x1"];
        string[] stages = ["auto", "none", "32x32,64x64", "64x64,64x64", "32x32,32x32,32x32,64x64", ",", "x"];
        string[] prompts = ["lake", "lake:0", "lake:2", "snow:0.0001", "sea monsters", "lake\0", ":", "\u0661\u0662", new('a', 2000), "lake, lake, lake"];
        string[] Names(params string[] these) => these;
        return name switch
        {
            "size" or "grid" => Quoted(sizes[random.Next(sizes.Length)]),
            "stages" => Quoted(stages[random.Next(stages.Length)]),
            "prompt" => Quoted(prompts[random.Next(prompts.Length)]),
            "mode" => Quoted(Names("halo", "fuse", "isolated", "band", "exact", "isolated, fuse, band")[random.Next(6)]),
            "solver" => Quoted(Names("heun", "euler", "euler, heun")[random.Next(3)]),
            "wire" => Quoted(Names("float16", "float32", "int8")[random.Next(3)]),
            _ => numbers[random.Next(numbers.Length)],
        };
    }

    static string Object(Random random, List<(string Name, string Value)> members, bool isYaml, int indent)
    {
        if (!isYaml || random.Next(4) == 0)
        {
            return "{" + string.Join(",", members.Select(member => $"{Quoted(member.Name)}: {member.Value}")) + "}";
        }

        var text = new StringBuilder(indent == 0 ? "" : "\n");
        foreach (var (name, value) in members)
        {
            text.Append(CultureInfo.InvariantCulture, $"{new string(' ', indent)}{(name.Length > 0 && name.All(char.IsAsciiLetter) ? name : Quoted(name))}: {value}\n");
        }

        return text.ToString();
    }

    static string Value(Random random, bool isYaml) => random.Next(12) switch
    {
        0 => Quoted(new string((char)random.Next(32, 0x3000), 1 << random.Next(16))),
        1 => string.Concat(Enumerable.Repeat("[", random.Next(1, 40))) + string.Concat(Enumerable.Repeat("]", random.Next(1, 40))),
        2 => Nested(random.Next(4) == 0 ? 20_000 : random.Next(1, 40)),
        3 => "[" + string.Join(",", Enumerable.Repeat("1", random.Next(8) == 0 ? 20_000 : random.Next(50))) + "]",
        4 => new string('9', random.Next(1, 400)),
        5 or 6 or 7 => Quoted(Texts[random.Next(Texts.Length)]),
        _ => Token(random, isYaml),
    };

    static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    static string Token(Random random, bool isYaml) => isYaml && random.Next(2) == 0 ? YamlTokens[random.Next(YamlTokens.Length)] : Tokens[random.Next(Tokens.Length)];

    static string Quoted(string text) => JsonSerializer.Serialize(text);
}
