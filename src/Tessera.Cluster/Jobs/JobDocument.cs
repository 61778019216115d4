namespace Tessera.Cluster;

/// <summary>A job, for those that work on it: its name, and what is to be done.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Text">What is to be done, as it was submitted; at most <see cref="Limits.DocumentCharacters"/>.</param>
public sealed record JobDocument(JobId Id, string Text);
