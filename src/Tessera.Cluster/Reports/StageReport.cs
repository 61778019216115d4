namespace Tessera.Cluster;

/// <summary>A stage of a job. Where tiles went back, times are of all tries.</summary>
/// <param name="Stage">From 0.</param>
/// <param name="Tiles">Its tiles.</param>
/// <param name="Preparing">Seconds in which nodes took their tiles to where they begin.</param>
/// <param name="Denoising">Seconds of denoising.</param>
/// <param name="Stitching">Seconds of decoding.</param>
/// <param name="Tokens">Through the network, on all nodes.</param>
public sealed record StageReport(int Stage, int Tiles, double Preparing, double Denoising, double Stitching, long Tokens);
