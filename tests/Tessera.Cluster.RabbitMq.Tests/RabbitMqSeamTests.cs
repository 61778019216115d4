namespace Tessera.Cluster.RabbitMq.Tests;

/// <summary>What needs no broker: nobody listens on port 1.</summary>
public sealed class RabbitMqSeamTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Without_a_broker_nothing_is_heard_and_sending_fails_at_once()
    {
        var faults = new FirstFault();
        await using var seam = Join("a", Options() with { Faults = faults });

        seam.TrySend(seam.Self, [1]).ShouldBeFalse();
        seam.TryBroadcast([1]).ShouldBeFalse();
        (await faults.Told).ShouldContain("refused");
        seam.LastFailure.ShouldNotBeNull().ShouldContain("refused");
        seam.Signals.Count.ShouldBe(0);
        Should.Throw<ArgumentException>(() => seam.TryBroadcast(new byte[Limits.ControlBytes + 1]));
    }

    [Fact]
    public async Task Each_life_has_a_higher_incarnation_near_the_time()
    {
        var began = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var lives = Enumerable.Range(0, 5).Select(_ => Join("a", Options())).ToList();
        foreach (var life in lives)
        {
            await life.DisposeAsync();
        }

        var incarnations = lives.ConvertAll(life => life.Self.Incarnation);
        incarnations.ShouldBeInOrder(SortDirection.Ascending);
        incarnations.Distinct().Count().ShouldBe(5);
        incarnations[0].ShouldBeInRange(began, began + 60_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    public void Names_that_are_none_are_refused(string name)
    {
        Should.Throw<ArgumentException>(() => Join(name, Options())).Message.ShouldContain("member");
        Should.Throw<ArgumentException>(() => Join("a", Options() with { Cluster = name })).Message.ShouldContain("cluster");
    }

    [Fact]
    public void Options_that_cannot_work_are_refused()
    {
        Should.Throw<FileNotFoundException>(() => Join("a", Options() with { PasswordFile = "/none" })).Message.ShouldContain("password");
        Should.Throw<FormatException>(() => Join("a", Options() with { AuthorityFile = _file })).Message.ShouldContain("amqps://");
        var encrypted = Options() with { Address = BrokerAddress.Parse("amqps://tessera@localhost:1") };
        Should.Throw<FileNotFoundException>(() => Join("a", encrypted with { AuthorityFile = "/none" })).Message.ShouldContain("authorities");
        Should.Throw<FormatException>(() => Join("a", encrypted with { KeyFile = _file })).Message.ShouldContain("certificate");
    }

    static RabbitMqSeam Join(string name, RabbitMqOptions options) => new(name, options, new Limits(), TimeProvider.System, new Random(1));

    sealed class FirstFault : IProgress<string>
    {
        readonly TaskCompletionSource<string> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Told => _told.Task;

        public void Report(string value) => _told.TrySetResult(value);
    }

    RabbitMqOptions Options() => new() { Address = BrokerAddress.Parse("amqp://tessera@127.0.0.1:1"), PasswordFile = _file };
}
