using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Cli.Nodes;
using Tessera.Cluster;
using Tessera.Server.Security;

namespace Tessera.Cli.Commands;

/// <summary>`tessera keys`: who may call a server. It asks the store, so that the first key can be made without one.</summary>
static class KeysCommand
{
    /// <summary>Whom the audit log names.</summary>
    static readonly Actor Actor = new(JobSubmission.DefaultTenant, "command-line");

    static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };
    static readonly Argument<string> Name = new("name") { Description = "What people call it." };
    static readonly Argument<string> Id = new("id") { Description = "The key's id, as tessera keys list prints it." };
    static readonly Option<string> Tenant = new("--tenant") { Description = "Whose it is: 1 to 64 of a-z, 0-9 and '-'.", DefaultValueFactory = _ => JobSubmission.DefaultTenant };
    static readonly Option<string> Role = MakeRole();

    public static Command Create(TimeProvider time) => new("keys", "Add, list and revoke the keys of a cluster's server.") { Add(time), List(time), Revoke(time) };

    static Command Add(TimeProvider time)
    {
        var command = new Command("add", "Add a key, and print it: it is shown this once.") { Name, Tenant, Role };
        return Ready(command, time, async (store, result, cancel) =>
        {
            var token = ApiToken.Create(out var text);
            var role = Enum.Parse<ApiRole>(result.GetRequiredValue(Role), ignoreCase: true);
            var asked = new NewApiKey(token.Id, result.GetRequiredValue(Tenant), result.GetRequiredValue(Name), role, token.Hash);
            try
            {
                var key = await store.AddKeyAsync(asked, Actor, cancel);
                if (result.GetValue(Json))
                {
                    var json = ToJson(key);
                    json["key"] = text;
                    Console.Out.WriteLine(json.ToJsonString());
                }
                else
                {
                    Console.Error.WriteLine($"Key {key.Id} of tenant {key.Tenant}, {RoleOf(key)}. It is shown this once:");
                    Console.Out.WriteLine(text);
                }

                return ExitCode.Done;
            }
            catch (Exception e) when (e is ArgumentException or StoreFullException)
            {
                throw new UsageException(e.Message.Split(" (Parameter")[0], e);
            }
        });
    }

    static Command List(TimeProvider time) => Ready(new("list", "List all keys."), time, async (store, result, cancel) =>
    {
        var keys = await store.ListKeysAsync(cancel);
        if (result.GetValue(Json))
        {
            Console.Out.WriteLine(new JsonArray([.. keys.Select(ToJson)]).ToJsonString());
            return ExitCode.Done;
        }

        foreach (var key in keys)
        {
            var state = key.RevokedAt is { } at ? $"revoked {Text(at)}" : "good";
            Console.Out.WriteLine($"{key.Id,-12}  {key.Tenant,-16}  {RoleOf(key),-8}  {Text(key.CreatedAt)}  {state,-28}  {key.Name}");
        }

        return ExitCode.Done;
    });

    static Command Revoke(TimeProvider time) => Ready(new("revoke", "Make a key good for nothing, for ever.") { Id }, time, async (store, result, cancel) =>
    {
        var id = result.GetRequiredValue(Id);
        if (!await store.RevokeKeyAsync(id, Actor, cancel))
        {
            throw new UsageException($"there is no key '{id}'; see tessera keys list");
        }

        Console.Out.WriteLine(result.GetValue(Json) ? ToJson((await store.FindKeyAsync(id, cancel))!).ToJsonString() : $"Key {id} is good for nothing now.");
        return ExitCode.Done;
    });

    static Command Ready(Command command, TimeProvider time, Func<IJobStore, ParseResult, CancellationToken, Task<int>> run)
    {
        command.Add(Json);
        Settings.AddTo(command, ClusterSettings.OfStore);
        command.SetAction(async (result, cancel) =>
        {
            await using var store = await ClusterSettings.OpenStoreAsync(new(result, Environment.GetEnvironmentVariable), time, cancel);
            return await run(store, result, cancel);
        });
        return command;
    }

    static Option<string> MakeRole()
    {
        var role = new Option<string>("--role") { Description = "What its holder may do: look, also submit, or everything.", DefaultValueFactory = _ => NameOf(ApiRole.User) };
        role.AcceptOnlyFromAmong([.. Enum.GetValues<ApiRole>().Select(NameOf)]);
        return role;
    }

    static string NameOf(ApiRole role) => role.ToString().ToLowerInvariant();

    static string RoleOf(ApiKey key) => NameOf(key.Role);

    static string Text(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);

    static JsonObject ToJson(ApiKey key) => new()
    {
        ["id"] = key.Id,
        ["tenant"] = key.Tenant,
        ["name"] = key.Name,
        ["role"] = RoleOf(key),
        ["created_at"] = key.CreatedAt,
        ["revoked_at"] = key.RevokedAt,
    };
}
