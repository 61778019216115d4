namespace EndToEnd.Trials;

/// <summary>Something that is done to a cluster that draws.</summary>
/// <param name="Name">One word.</param>
/// <param name="Count">How often.</param>
/// <param name="Picture">What the cluster draws.</param>
/// <param name="Run">Does it.</param>
sealed record Trial(string Name, int Count, Harness.Picture Picture, Func<Scene, Task<Finding>> Run);
