using Tessera.Cluster;
using Tessera.Server.Security;

namespace Tessera.Server.Tests.Security;

public sealed class ApiTokenTests
{
    [Fact]
    public void Token_is_read_as_it_was_written()
    {
        var made = ApiToken.Create(out var text);
        text.ShouldMatch("^tsk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$");
        ApiToken.TryParse(text, out var read).ShouldBeTrue();
        (read!.Id, read.Hash).ShouldBe((made.Id, made.Hash));
    }

    [Fact]
    public void No_two_are_alike()
    {
        ApiToken.Create(out var first);
        ApiToken.Create(out var second);
        string.Equals(first, second, StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void Only_a_token_with_the_id_and_the_secret_is_a_keys()
    {
        var made = ApiToken.Create(out _);
        var key = new ApiKey(made.Id, "default", "a test", ApiRole.User, made.Hash, DateTimeOffset.UnixEpoch, RevokedAt: null);
        made.IsOf(key).ShouldBeTrue();
        ApiToken.Create(out _).IsOf(key).ShouldBeFalse();
        made.IsOf(key with { Id = "another" }).ShouldBeFalse();
        made.IsOf(key with { Hash = default }).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("tsk_")]
    [InlineData("tsk__AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("tsk_abc")]
    [InlineData("tsk_abc_")]
    [InlineData("tsk_abc_AAAA")]
    [InlineData("tsk_abc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] // 42
    [InlineData("tsk_abc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] // 44
    [InlineData("tsk_abc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("tsk_abc_AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("TSK_abc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("tsk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Anything_else_is_none(string text) => ApiToken.TryParse(text, out _).ShouldBeFalse();
}
