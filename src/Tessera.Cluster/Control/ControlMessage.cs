using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>A message between a coordinator and a node: an order, a report or a hello.</summary>
/// <param name="Order">To a node.</param>
/// <param name="Report">To a coordinator.</param>
/// <param name="Hello">To every candidate for leadership.</param>
/// <param name="Job">The job that an assignment is about; null where there is one job only.</param>
/// <param name="Trace">The W3C trace parent under which an order is carried out, if traced.</param>
sealed record ControlMessage(Order? Order = null, Report? Report = null, Hello? Hello = null, JobDocument? Job = null, string? Trace = null);
