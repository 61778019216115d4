namespace Tessera.Kernels;

/// <summary>A kernel failed for a reason other than its arguments; the message says why.</summary>
public sealed class KernelException : Exception
{
    /// <summary>Creates the exception without a message of its own.</summary>
    public KernelException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">One line that says what failed.</param>
    public KernelException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">One line that says what failed.</param>
    /// <param name="innerException">The cause.</param>
    public KernelException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
