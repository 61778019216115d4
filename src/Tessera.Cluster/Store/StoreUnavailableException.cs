namespace Tessera.Cluster;

/// <summary>The job store could not be asked, or did not answer. The message is one line that says which store and why.</summary>
/// <param name="message">Which and why.</param>
/// <param name="cause">What was thrown.</param>
public sealed class StoreUnavailableException(string message, Exception? cause) : Exception(message, cause);
