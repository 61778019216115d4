using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>A message between a coordinator and a node: an order or a report.</summary>
/// <param name="Order">To a node.</param>
/// <param name="Report">To a coordinator.</param>
/// <param name="Trace">The W3C trace parent under which an order is carried out, if traced.</param>
sealed record ControlMessage(Order? Order = null, Report? Report = null, string? Trace = null);
