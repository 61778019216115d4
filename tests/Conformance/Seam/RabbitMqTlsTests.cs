using Tessera.Cluster;
using Tessera.Cluster.RabbitMq;

namespace Conformance.Seam;

[Collection(SharedBroker.Name)]
public sealed class RabbitMqTlsTests(SharedBroker broker)
{
    [Fact]
    public async Task Broker_whose_certificate_our_authority_signed_is_trusted_and_trusts_ours()
    {
        await using var seam = Join(Options());

        (await seam.NextAsync()).ShouldBeOfType<Signal.Online>();
        seam.TrySend(seam.Self, [1]).ShouldBeTrue();
        await seam.HearAsync(1);
    }

    [Fact]
    public Task Broker_of_another_authority_is_not_trusted() => RefusedAsync(Options() with { AuthorityFile = broker.Server.Certificates.StrangerFile });

    [Fact]
    public Task Broker_is_not_trusted_without_an_authority_that_the_host_knows() => RefusedAsync(Options() with { AuthorityFile = null });

    [Fact]
    public Task Broker_of_another_name_is_not_trusted() => RefusedAsync(Options() with { Address = broker.Server.MisnamedAddress });

    [Fact]
    public async Task Broker_that_asks_for_a_certificate_does_not_let_us_in_without()
    {
        await using var seam = Join(Options() with { CertificateFile = null, KeyFile = null });

        await Listening.UntilAsync(() => seam.LastFailure is not null);
        seam.Signals.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Wrong_password_is_a_failure_that_says_so_and_not_what_it_was()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "Geheim");
        await using var seam = Join(SharedBroker.Options(broker.Server, "tls") with { PasswordFile = file });

        await Listening.UntilAsync(() => seam.LastFailure is not null);
        seam.LastFailure!.ShouldContain("ACCESS_REFUSED");
        seam.LastFailure!.ShouldNotContain("Geheim");
        File.Delete(file);
    }

    static RabbitMqSeam Join(RabbitMqOptions options) => new("a", options, new Limits(), TimeProvider.System, new Random(1));

    static async Task RefusedAsync(RabbitMqOptions options)
    {
        await using var seam = Join(options);

        await Listening.UntilAsync(() => seam.LastFailure is not null);
        seam.LastFailure!.ShouldContain("certificate");
        seam.TryBroadcast([1]).ShouldBeFalse();
        seam.Signals.Count.ShouldBe(0);
    }

    RabbitMqOptions Options() => new()
    {
        Address = broker.Server.EncryptedAddress,
        PasswordFile = broker.Server.PasswordFile,
        AuthorityFile = broker.Server.Certificates.AuthorityFile,
        CertificateFile = broker.Server.Certificates.ClientFile,
        KeyFile = broker.Server.Certificates.ClientKeyFile,
    };
}
