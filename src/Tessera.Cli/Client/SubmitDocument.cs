namespace Tessera.Cli.Client;

/// <summary>A job as it is sent.</summary>
/// <param name="Bytes">At most <see cref="ClientLimits.DocumentBytes"/>.</param>
/// <param name="ContentType"><c>application/json</c> or <c>application/yaml</c>.</param>
sealed record SubmitDocument(byte[] Bytes, string ContentType);
