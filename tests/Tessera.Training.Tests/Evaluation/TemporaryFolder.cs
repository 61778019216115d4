namespace Tessera.Training.Tests.Evaluation;

/// <summary>A folder of its own for a test, removed with all it holds.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-training-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
