namespace EndToEnd.Harness;

/// <summary>Something that must not happen has, or something that must has not.</summary>
sealed class TrialException(string message) : Exception(message);
