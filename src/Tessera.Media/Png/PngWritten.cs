namespace Tessera.Media.Png;

/// <summary>What a completed <see cref="PngWriter"/> has written.</summary>
/// <param name="PixelSha256">SHA-256 over the pixels, 3 bytes each (R, G, B), row by row from the top, without padding: 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Length of the file.</param>
public sealed record PngWritten(string PixelSha256, long Bytes);
