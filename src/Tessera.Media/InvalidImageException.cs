namespace Tessera.Media;

/// <summary>A picture file is damaged, or uses what this reader leaves out; the message is one line that says which.</summary>
public sealed class InvalidImageException : Exception
{
    /// <summary>An exception without a reason.</summary>
    public InvalidImageException()
        : this("the picture is damaged")
    {
    }

    /// <summary>An exception with its reason.</summary>
    /// <param name="message">One line.</param>
    public InvalidImageException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with its reason and what a library said.</summary>
    /// <param name="message">One line.</param>
    /// <param name="innerException">What was caught.</param>
    public InvalidImageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
