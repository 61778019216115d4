using System.CommandLine;
using Tessera.Cli.Commands;

var root = new RootCommand("Tessera draws pictures larger than one device can hold.")
{
    TrainCommand.Create(TimeProvider.System),
};
return await root.Parse(args).InvokeAsync();
