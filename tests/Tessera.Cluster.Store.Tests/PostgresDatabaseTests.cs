using Conformance.Servers;

namespace Tessera.Cluster.Store.Tests;

public sealed class PostgresDatabaseTests(PostgresServer server) : DatabaseTests, IClassFixture<PostgresServer>
{
    protected override string Columns => """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || CASE is_nullable WHEN 'YES' THEN 'null' ELSE 'not null' END AS "Value"
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations'
        """;

    protected override string UniqueColumns => """
        SELECT t.relname || '.' || a.attname AS "Value" FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indisunique AND t.relnamespace = 'public'::regnamespace AND t.relname <> 'migrations'
        """;

    internal override async Task<Database> MakeAsync()
    {
        var address = (StoreAddress.Postgres)StoreAddress.Parse(server.AddressOf(await server.MakeDatabaseAsync()));
        return new PostgresDatabase(address, new(address.ToString()) { PasswordFile = server.PasswordFile, Within = TimeSpan.FromSeconds(30) });
    }

    [Fact]
    public async Task Commits_are_flushed_and_nothing_is_waited_for_longer_than_a_call_may_take()
    {
        (await AskAsync<string>("SHOW synchronous_commit")).ShouldBe(["on"]);
        (await AskAsync<string>("SHOW lock_timeout")).ShouldBe(["15s"]);
        (await AskAsync<string>("SHOW statement_timeout")).ShouldBe(["22500ms"]);
        (await AskAsync<string>("SHOW idle_in_transaction_session_timeout")).ShouldBe(["30s"]);
    }

    [Fact]
    public async Task Folder_of_sockets_is_a_host()
    {
        var address = new StoreAddress.Postgres("tessera", server.SocketFolder, server.Port, "postgres");
        await using var store = await JobStores.OpenAsync(
            new(address.ToString()) { PasswordFile = server.PasswordFile, Within = TimeSpan.FromSeconds(30) }, TimeProvider.System, CancellationToken.None);

        (await store.NextAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Server_that_refuses_is_named(string? password)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, password);
        try
        {
            var message = (await Should.ThrowAsync<StoreUnavailableException>(() => JobStores.OpenAsync(
                new(server.ConnectionAddress) { PasswordFile = password is null ? null : file }, TimeProvider.System, CancellationToken.None))).Message;

            message.ShouldStartWith(server.ConnectionAddress + ": ");
            message.ShouldContain("assword");
            message.ShouldNotContain('\n');
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Servers_elsewhere_have_to_prove_who_they_are()
    {
        Tls("db.example.org", null).ShouldBe(("VerifyFull", null));
        Tls("db.example.org", "/root.pem").ShouldBe(("VerifyFull", "/root.pem"));
        Tls("127.0.0.1", null).ShouldBe(("Disable", null));
        Tls("127.0.0.1", "/root.pem").ShouldBe(("VerifyFull", "/root.pem"));
    }

    static (string Mode, string? Root) Tls(string host, string? root)
    {
        var connection = PostgresDatabase.ConnectionOf(new("ann", host, 1, "d"), new("") { RootCertificateFile = root });
        return (connection.SslMode.ToString(), connection.RootCertificate);
    }
}
