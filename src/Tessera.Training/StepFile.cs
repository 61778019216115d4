using System.Globalization;

namespace Tessera.Training;

/// <summary>
/// Where a training stands: its number of steps, written after everything it stands for, so that it never claims too much, and the
/// optimizer's moments beside it.
/// </summary>
/// <param name="folder">Folder of the run.</param>
/// <param name="name">Name of the training.</param>
sealed class StepFile(string folder, string name)
{
    string StepPath => Path.Combine(folder, name + ".step");

    string MomentsPath => Path.Combine(folder, name + ".moments");

    /// <summary>Steps done; 0 for a new training.</summary>
    public int Read() => File.Exists(StepPath) ? int.Parse(File.ReadAllText(StepPath), CultureInfo.InvariantCulture) : 0;

    /// <summary>Gives the optimizer its moments back.</summary>
    /// <returns>The step from which its moments are: 0, or the present one where there are none to give back.</returns>
    public int Restore(TorchSharp.Modules.AdamW optimizer)
    {
        if (!File.Exists(MomentsPath))
        {
            return Read();
        }

        optimizer.load_state_dict(MomentsPath);
        return 0;
    }

    /// <summary>Keeps the moments, then the step.</summary>
    public void Write(int step, TorchSharp.Modules.AdamW optimizer)
    {
        optimizer.save_state_dict(MomentsPath);
        File.WriteAllText(StepPath, step.ToString(CultureInfo.InvariantCulture));
    }
}
