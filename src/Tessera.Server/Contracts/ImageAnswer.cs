namespace Tessera.Server.Contracts;

/// <summary>Pictures that were asked for, as OpenAI's Images API answers them.</summary>
/// <param name="Created">When, in Unix seconds.</param>
/// <param name="OutputFormat">png.</param>
/// <param name="Data">The pictures.</param>
public sealed record ImageAnswer(long Created, string OutputFormat, IReadOnlyList<ImageData> Data);
