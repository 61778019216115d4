namespace Tessera.Tiling;

/// <summary>A plan that was asked for and cannot be: the message is one line that says what to change.</summary>
public sealed class PlanException : Exception
{
    /// <summary>An exception with a general message.</summary>
    public PlanException()
        : base("The plan cannot be made.")
    {
    }

    /// <summary>An exception with one line that says what to change.</summary>
    public PlanException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with one line that says what to change, and its cause.</summary>
    public PlanException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
