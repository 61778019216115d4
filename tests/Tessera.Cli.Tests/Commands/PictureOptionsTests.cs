using System.CommandLine;
using Tessera.Cli.Commands;
using Tessera.Engine.Requests;
using Tessera.Server.Parameters;

namespace Tessera.Cli.Tests.Commands;

/// <summary>The command line and the API say the same of a picture.</summary>
public sealed class PictureOptionsTests
{
    readonly Command _command = new("draw");

    public PictureOptionsTests() => PictureOptions.AddTo(_command);

    [Fact]
    public void Everything_that_a_request_may_say_is_an_option_with_the_same_words()
    {
        _command.Arguments.ShouldHaveSingleItem().Name.ShouldBe("prompt");
        foreach (var parameter in PictureParameters.All.Where(parameter => parameter.Name != "prompt"))
        {
            var option = _command.Options.Single(option => option.Name == "--" + parameter.Name);
            option.Description.ShouldStartWith(parameter.Description);
            option.Description!.Contains($"Default {parameter.Default}.", StringComparison.Ordinal).ShouldBe(parameter.Default is not null);
        }

        _command.Options.Count.ShouldBe(PictureParameters.All.Count - 1);
    }

    [Fact]
    public void What_nobody_says_is_as_in_a_request_to_the_server() =>
        PictureOptions.Request(_command.Parse("lake")).ShouldBe(new PictureRequest { Prompt = "lake", Size = "1024x1024" });

    [Fact]
    public void Choices_are_read_in_the_servers_spelling() =>
        PictureOptions.Request(_command.Parse(["lake", "--mode", "fuse", "--solver", "euler"])).ShouldBe(
            new PictureRequest { Prompt = "lake", Size = "1024x1024", Mode = Tiling.CoherenceMode.Fuse, Solver = Models.Sampling.FlowSolver.Euler });
}
