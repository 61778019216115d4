using System.Globalization;

namespace Tessera.Cluster;

/// <summary>There are as many of something as the store keeps.</summary>
/// <param name="what">Of what, in plural.</param>
/// <param name="most">How many it keeps.</param>
public sealed class StoreFullException(string what, int most)
    : StoreRefusalException(string.Create(CultureInfo.InvariantCulture, $"There are {most} {what}, and may not be more."))
{
    /// <summary>How many the store keeps.</summary>
    public int Most => most;
}
