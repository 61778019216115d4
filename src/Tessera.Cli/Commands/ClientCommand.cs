using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Tessera.Cli.Client;
using Tessera.Cli.Jobs;
using Tessera.Cli.Nodes;

namespace Tessera.Cli.Commands;

/// <summary>What all commands that ask a server have in common.</summary>
static class ClientCommand
{
    /// <param name="name">The command.</param>
    /// <param name="description">What it does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="run">Does it, and gives the exit code.</param>
    /// <param name="symbols">Its own arguments and options.</param>
    public static Command Create(
        string name, string description, TimeProvider time, Func<ParseResult, TesseraClient, CancellationToken, Task<int>> run, params ReadOnlySpan<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        command.Add(JobArguments.Json);
        Settings.AddTo(command, ClientSettings.All);
        command.SetAction(async (result, cancel) =>
        {
            var options = ClientSettings.Options(new(result, Environment.GetEnvironmentVariable));
            using var client = new TesseraClient(options, time, new(RandomNumberGenerator.GetInt32(int.MaxValue)));
            client.OnTrouble = new Once(Console.Error).Write;
            return await run(result, client, cancel);
        });
        return command;
    }

    /// <summary>A command that shows what the server answers to one question.</summary>
    /// <param name="name">The command.</param>
    /// <param name="description">What it does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="type">How the answer is written as JSON.</param>
    /// <param name="print">Prints the answer for people.</param>
    public static Command Create<T>(
        string name, string description, TimeProvider time, Func<TesseraClient, CancellationToken, Task<T>> ask, JsonTypeInfo<T> type, Action<T> print) => Create(
        name,
        description,
        time,
        async (result, client, cancel) =>
        {
            var answer = await ask(client, cancel);
            if (result.GetValue(JobArguments.Json))
            {
                return ApiOutput.Print(answer, type);
            }

            print(answer);
            return ExitCode.Done;
        });

    /// <summary>Says the first of many troubles: the last one is the error.</summary>
    sealed class Once(TextWriter output)
    {
        bool _isSaid;

        public void Write(string line)
        {
            if (!_isSaid)
            {
                output.WriteLine($"tessera: {line}; trying again");
            }

            _isSaid = true;
        }
    }
}
