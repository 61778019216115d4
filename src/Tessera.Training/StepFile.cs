using System.Globalization;

namespace Tessera.Training;

/// <summary>The number of steps that a saved file stands for; written after it, so that it never claims too much.</summary>
sealed class StepFile(string path)
{
    public int Read() => File.Exists(path) ? int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) : 0;

    public void Write(int step) => File.WriteAllText(path, step.ToString(CultureInfo.InvariantCulture));
}
