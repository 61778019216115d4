using System.CommandLine;
using Tessera.Cli;
using Tessera.Cli.Commands;

var root = new RootCommand("Tessera draws pictures larger than one device can hold.")
{
    GenerateCommand.Create(TimeProvider.System),
    ModelsCommand.Create(),
    SeamsCommand.Create(),
    ShowCommand.Create(),
    TrainCommand.Create(TimeProvider.System),
    VersionCommand.Create(),
};
return await CommandRunner.RunAsync(root, args);
