namespace Tessera.Cluster;

/// <summary>A job failed. The message is one line; the inner exception is what a device or the sink threw.</summary>
/// <param name="message">Why.</param>
/// <param name="cause">What was thrown.</param>
public sealed class JobFailedException(string message, Exception? cause) : Exception(message, cause);
