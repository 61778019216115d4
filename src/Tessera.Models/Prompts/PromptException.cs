namespace Tessera.Models.Prompts;

/// <summary>A prompt that cannot be understood: one line that says what is wrong and what would do.</summary>
public sealed class PromptException : Exception
{
    /// <summary>Creates the error without a message.</summary>
    public PromptException()
    {
    }

    /// <summary>Creates the error with its line.</summary>
    /// <param name="message">One line for the person who wrote the prompt.</param>
    public PromptException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its line and its cause.</summary>
    /// <param name="message">One line for the person who wrote the prompt.</param>
    /// <param name="innerException">The cause.</param>
    public PromptException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
