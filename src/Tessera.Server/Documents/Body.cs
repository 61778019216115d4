using System.Runtime.InteropServices;
using Tessera.Cluster;

namespace Tessera.Server.Documents;

/// <summary>What a client has sent.</summary>
/// <param name="Content">What it says.</param>
/// <param name="Fingerprint">Of its bytes: whoever repeats a request sends the same ones.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct Body<T>(T Content, Sha256Hash Fingerprint);
