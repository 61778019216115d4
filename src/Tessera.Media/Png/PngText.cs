namespace Tessera.Media.Png;

/// <summary>One text entry of a PNG file: tEXt, zTXt or iTXt when read, always iTXt when written.</summary>
/// <param name="Keyword">What the text is: 1 to 79 printable Latin-1 characters, no space at either end.</param>
/// <param name="Text">The text, of at most <see cref="PngLimits.TextBytes"/> bytes of UTF-8, without NUL.</param>
public sealed record PngText(string Keyword, string Text)
{
    /// <summary>The keyword of the JSON document with which Tessera describes how a picture was made.</summary>
    public const string TesseraKeyword = "tessera";
}
