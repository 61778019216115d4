using System.CommandLine;
using Tessera.Cluster;

namespace Tessera.Cli.Commands;

/// <summary>`tessera cluster`: the certificates by which nodes of a cluster know each other.</summary>
static class ClusterCommand
{
    public static Command Create(TimeProvider time) => new("cluster", "Make the certificates by which the nodes of a cluster know each other.") { Init(time), Issue(time) };

    static Command Init(TimeProvider time)
    {
        var folder = new Argument<string>("folder") { Description = "Where ca.crt and ca.key are written. Keep ca.key to yourself; every node needs ca.crt." };
        var command = new Command("init", "Make the cluster's own authority, once.") { folder };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(folder);
            using var authority = ClusterAuthority.Create(path, time);
            Console.Out.WriteLine($"Made {Path.Combine(path, "ca.crt")} and {Path.Combine(path, "ca.key")}. Next, for each node: tessera cluster issue {path} NAME");
            return ExitCode.Done;
        });
        return command;
    }

    static Command Issue(TimeProvider time)
    {
        var folder = new Argument<string>("folder") { Description = "The authority's folder." };
        var name = new Argument<string>("name") { Description = "The node's name, as in tessera node --name." };
        var host = new Option<string[]>("--host") { Description = "A host name or address that it is valid for besides; may be repeated.", DefaultValueFactory = _ => [] };
        var output = new Option<string?>("--out") { Description = "Folder for NAME.crt, NAME.key and a copy of ca.crt. Default: the authority's." };
        var command = new Command("issue", "Make a node's certificate, valid for a year.") { folder, name, host, output };
        command.SetAction(result =>
        {
            var (from, member) = (result.GetRequiredValue(folder), result.GetRequiredValue(name));
            var to = result.GetValue(output) ?? from;
            using var authority = ClusterAuthority.Open(from);
            try
            {
                authority.Issue(member, result.GetValue(host)!, to, time);
            }
            catch (ArgumentException e)
            {
                throw new UsageException(e.Message, e);
            }

            if (Path.GetFullPath(to) != Path.GetFullPath(from))
            {
                File.Copy(Path.Combine(from, "ca.crt"), Path.Combine(to, "ca.crt"), overwrite: true);
            }

            Console.Out.WriteLine($"Made {Path.Combine(to, member + ".crt")} and {Path.Combine(to, member + ".key")}. Use: tessera node --name {member} --certificates {to}");
            return ExitCode.Done;
        });
        return command;
    }
}
