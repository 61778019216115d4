using System.Runtime.InteropServices;

namespace Tessera.Cluster;

/// <summary>What became of a submission.</summary>
/// <param name="Id">The job that was accepted: an earlier one when the submission was a repeated one.</param>
/// <param name="IsNew">Whether it was accepted just now.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SubmittedJob(JobId Id, bool IsNew);
