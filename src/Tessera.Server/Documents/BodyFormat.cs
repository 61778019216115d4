namespace Tessera.Server.Documents;

/// <summary>What a body is written in.</summary>
enum BodyFormat
{
    Json,
    Yaml,
}
