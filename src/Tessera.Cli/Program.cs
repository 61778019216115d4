using System.CommandLine;
using Tessera.Cli;
using Tessera.Cli.Commands;

var root = new RootCommand("Tessera draws pictures larger than one device can hold.")
{
    CancelCommand.Create(TimeProvider.System),
    ClusterCommand.Create(TimeProvider.System),
    DeleteCommand.Create(TimeProvider.System),
    DrainCommand.Create(TimeProvider.System),
    GenerateCommand.Create(TimeProvider.System),
    JobsCommand.Create(TimeProvider.System),
    KeysCommand.Create(TimeProvider.System),
    ModelsCommand.Create(),
    NodeCommand.Create(TimeProvider.System),
    NodesCommand.Create(TimeProvider.System),
    ParametersCommand.Create(TimeProvider.System),
    PictureCommands.Preview(TimeProvider.System),
    QueueCommand.Create(TimeProvider.System),
    ReportCommand.Create(TimeProvider.System),
    PictureCommands.Result(TimeProvider.System),
    RetryCommand.Create(TimeProvider.System),
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
