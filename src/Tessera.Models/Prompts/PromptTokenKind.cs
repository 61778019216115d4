namespace Tessera.Models.Prompts;

/// <summary>The kinds of <see cref="PromptToken"/>.</summary>
enum PromptTokenKind
{
    /// <summary>Letters and digits.</summary>
    Word,

    /// <summary>A comma or other punctuation: no tag reaches across it.</summary>
    Break,

    /// <summary>A colon with its number.</summary>
    Weight,
}
