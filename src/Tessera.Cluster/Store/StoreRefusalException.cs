namespace Tessera.Cluster;

/// <summary>The store works, and will not do what was asked of it; nothing was changed. The message is one line that says why.</summary>
/// <param name="message">Why.</param>
public abstract class StoreRefusalException(string message) : Exception(message);
