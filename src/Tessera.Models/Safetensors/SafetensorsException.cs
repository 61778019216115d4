namespace Tessera.Models.Safetensors;

/// <summary>A safetensors file that cannot be read or written: one line that names the file, the tensor if there is one, and the fault.</summary>
public sealed class SafetensorsException : Exception
{
    /// <summary>Creates the error without a message.</summary>
    public SafetensorsException()
    {
    }

    /// <summary>Creates the error with its line.</summary>
    /// <param name="message">One line for a person: file, tensor, what is wrong.</param>
    public SafetensorsException(string message) : base(message)
    {
    }

    /// <summary>Creates the error with its line and its cause.</summary>
    /// <param name="message">One line for a person: file, tensor, what is wrong.</param>
    /// <param name="innerException">What the system or the JSON reader reported.</param>
    public SafetensorsException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
