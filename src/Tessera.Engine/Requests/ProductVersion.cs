using System.Reflection;

namespace Tessera.Engine.Requests;

/// <summary>The version of the program.</summary>
public static class ProductVersion
{
    /// <summary>As <c>1.2.3</c>, with a suffix if it is no release.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
