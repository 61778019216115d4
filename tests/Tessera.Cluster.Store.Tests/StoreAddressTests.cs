namespace Tessera.Cluster.Store.Tests;

public sealed class StoreAddressTests
{
    [Theory]
    [InlineData("memory:", "memory:")]
    [InlineData("sqlite:/var/lib/tessera/jobs.db", "sqlite:/var/lib/tessera/jobs.db")]
    [InlineData("sqlite:///var/lib/jobs.db", "sqlite:/var/lib/jobs.db")]
    [InlineData("sqlite:/a/../b/jobs ;Mode=Memory.db", "sqlite:/b/jobs ;Mode=Memory.db")]
    [InlineData("postgres://ann@db.example.org:5433/tessera", "postgres://ann@db.example.org:5433/tessera")]
    [InlineData("postgresql://ann@db/tessera", "postgres://ann@db:5432/tessera")]
    [InlineData("postgres://ann%40home@[2001:db8::1]:5432/a%2Fb", "postgres://ann%40home@[2001:db8::1]:5432/a%2Fb")]
    [InlineData("postgres://ann@%2Fvar%2Frun%2Fpostgresql/tessera", "postgres://ann@%2Fvar%2Frun%2Fpostgresql:5432/tessera")]
    public void Address_is_read(string text, string address) => StoreAddress.Parse(text).ToString().ShouldBe(address);

    [Fact]
    public void Path_is_made_whole() => StoreAddress.Parse("sqlite:jobs.db").ShouldBe(new StoreAddress.Sqlite(Path.Combine(Environment.CurrentDirectory, "jobs.db")));

    [Theory]
    [InlineData("", "'memory:', 'sqlite:PATH' or 'postgres://")]
    [InlineData("jobs.db", "'memory:', 'sqlite:PATH' or 'postgres://")]
    [InlineData("mysql://ann@db/tessera", "'memory:', 'sqlite:PATH' or 'postgres://")]
    [InlineData("memory:jobs", "write 'memory:'")]
    [InlineData("sqlite:", "write 'sqlite:PATH'")]
    [InlineData("sqlite::memory:", "write 'memory:'")]
    [InlineData("sqlite://host/jobs.db", "write 'sqlite:PATH'")]
    [InlineData("sqlite:a\0b", "NUL")]
    [InlineData("postgres://db/tessera", "postgres://USER@HOST:PORT/DATABASE")]
    [InlineData("postgres://ann@db", "postgres://USER@HOST:PORT/DATABASE")]
    [InlineData("postgres://ann@db/", "postgres://USER@HOST:PORT/DATABASE")]
    [InlineData("postgres://ann@/tessera", "postgres://USER@HOST:PORT/DATABASE")]
    [InlineData("postgres://@db/tessera", "postgres://USER@HOST:PORT/DATABASE")]
    [InlineData("postgres://ann@db:0/tessera", "port")]
    [InlineData("postgres://ann@db:65536/tessera", "port")]
    [InlineData("postgres://ann@db:99999999999/tessera", "port")]
    [InlineData("postgres://ann@db:/tessera", "port")]
    [InlineData("postgres://ann@db/tessera?sslmode=disable", "no parameters")]
    [InlineData("postgres://ann@localhost,db/tessera", "several hosts")]
    [InlineData("postgres://ann@%2Ftmp%2Cdb.example/tessera", "several hosts")]
    public void Anything_else_is_refused_with_what_to_write(string text, string advice)
    {
        var message = Should.Throw<FormatException>(() => StoreAddress.Parse(text)).Message;

        message.ShouldContain(advice);
        message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("postgres://ann:secret@db/tessera")]
    [InlineData("postgres://ann:@db/tessera")]
    [InlineData("postgres://ann:sec/ret?#@db:5432/tessera")]
    [InlineData("postgres://ann:secret@db:port/what/ever")]
    [InlineData("postgres://ann:sec@ret@db/tessera")]
    public void Password_in_an_address_is_refused_and_not_repeated(string text)
    {
        var message = Should.Throw<FormatException>(() => StoreAddress.Parse(text)).Message;

        message.ShouldContain("put it into a file");
        message.ShouldNotContain("sec");
        message.ShouldNotContain("ann");
    }

    [Theory]
    [InlineData("postgres://ann@localhost/d", true)]
    [InlineData("postgres://ann@127.0.0.2/d", true)]
    [InlineData("postgres://ann@[::1]/d", true)]
    [InlineData("postgres://ann@%2Ftmp/d", true)]
    [InlineData("postgres://ann@localhost.example.org/d", false)]
    [InlineData("postgres://ann@10.0.0.1/d", false)]
    [InlineData("postgres://ann@db/d", false)]
    public void Only_loopback_and_sockets_are_local(string text, bool isLocal) =>
        StoreAddress.Parse(text).ShouldBeOfType<StoreAddress.Postgres>().IsLocal.ShouldBe(isLocal);
}
