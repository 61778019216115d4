namespace Tessera.Server.Tests;

/// <summary>What goes wrong in a call of the store.</summary>
enum StoreFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not done.</summary>
    BeforeIt,

    /// <summary>It is done, and the answer is lost.</summary>
    AfterIt,
}
