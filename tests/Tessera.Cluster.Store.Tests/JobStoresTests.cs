namespace Tessera.Cluster.Store.Tests;

public sealed class JobStoresTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-store-");

    [Fact]
    public async Task Files_are_for_PostgreSQL_alone()
    {
        (await Should.ThrowAsync<FormatException>(() => OpenAsync(new("memory:") { PasswordFile = "/x" }))).Message.ShouldContain("no password");
        (await Should.ThrowAsync<FormatException>(() => OpenAsync(new("sqlite:/x") { RootCertificateFile = "/x" }))).Message.ShouldContain("no certificate");
    }

    [Fact]
    public async Task File_that_cannot_be_read_is_named()
    {
        var options = new JobStoreOptions("postgres://ann@localhost/tessera");
        var missing = PathOf("missing");
        var empty = PathOf("empty");
        await File.WriteAllTextAsync(empty, "\n");

        await ShouldSayAsync(options with { PasswordFile = missing }, missing);
        await ShouldSayAsync(options with { PasswordFile = empty }, empty);
        await ShouldSayAsync(options with { RootCertificateFile = missing }, missing);
    }

    [Fact]
    public async Task File_that_is_no_store_is_named()
    {
        var text = PathOf("text");
        await File.WriteAllTextAsync(text, new string('x', 10_000));

        await ShouldSayAsync(new("sqlite:" + text), $"sqlite:{text}: ", "not a database");
        await ShouldSayAsync(new("sqlite:" + PathOf("no/such/folder.db")), "unable to open database file");
        (await File.ReadAllTextAsync(text)).ShouldBe(new string('x', 10_000));
    }

    [Fact]
    public async Task Server_that_is_not_there_is_named() =>
        await ShouldSayAsync(new("postgres://ann@localhost:1/tessera"), "postgres://ann@localhost:1/tessera: ", "refused");

    [Fact]
    public async Task Password_is_the_first_line_of_its_file_whenever_it_is_asked_for()
    {
        var file = PathOf("password");
        await File.WriteAllTextAsync(file, "one two \r\nthree");
        PasswordFile.Read(file).ShouldBe("one two ");
        await File.WriteAllTextAsync(file, "four");
        (await PasswordFile.ReadAsync(file, CancellationToken.None)).ShouldBe("four");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    string PathOf(string name) => Path.Combine(_folder.FullName, name);

    static Task<IJobStore> OpenAsync(JobStoreOptions options) => JobStores.OpenAsync(options, TimeProvider.System, CancellationToken.None);

    static async Task ShouldSayAsync(JobStoreOptions options, params string[] parts)
    {
        var message = (await Should.ThrowAsync<StoreUnavailableException>(() => OpenAsync(options))).Message;
        parts.ShouldAllBe(part => message.Contains(part));
        message.ShouldNotContain('\n');
    }
}
