using Tessera.Server.Problems;

namespace Tessera.Server.Tests;

public sealed class ProblemKindsTests
{
    [Fact]
    public void Every_kind_has_a_name_of_its_own_and_says_what_to_do()
    {
        foreach (var (name, kind) in ProblemKinds.All)
        {
            kind.Name.ShouldBe(name);
            kind.Name.ShouldMatch("^[a-z-]+$");
            kind.Status.ShouldBeInRange(400, 599);
            kind.Title.ShouldNotBeEmpty();
            kind.Help.ShouldEndWith(".");
        }
    }
}
