namespace Tessera.Models.Sampling;

/// <summary>How a step of the flow is taken.</summary>
public enum FlowSolver
{
    /// <summary>One evaluation a step, first order.</summary>
    Euler,

    /// <summary>Two evaluations a step, second order.</summary>
    Heun,
}
