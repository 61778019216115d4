using System.CommandLine;
using Tessera.Cli;
using Tessera.Cli.Commands;

var root = new RootCommand("Tessera draws pictures larger than one device can hold.")
{
    CancelCommand.Create(TimeProvider.System),
    ClusterCommand.Create(TimeProvider.System),
    GenerateCommand.Create(TimeProvider.System),
    JobsCommand.Create(TimeProvider.System),
    KeysCommand.Create(TimeProvider.System),
    ModelsCommand.Create(),
    NodeCommand.Create(TimeProvider.System),
    SeamsCommand.Create(),
    ServeCommand.Create(TimeProvider.System),
    ShowCommand.Create(),
    SubmitCommand.Create(TimeProvider.System),
    TraceCommand.Create(),
    TrainCommand.Create(TimeProvider.System),
    VersionCommand.Create(),
    WatchCommand.Create(TimeProvider.System),
};
return await CommandRunner.RunAsync(root, args);
