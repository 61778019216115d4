using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// A prediction that is kept until its arrival is known. A connection may be writing it when it is no longer needed, so the last of them
/// disposes of the block.
/// </summary>
sealed class Outgoing(Prediction prediction, long sequence)
{
    int _writers;
    bool _over;

    public Prediction Prediction => prediction;

    public long Sequence => sequence;

    public void BeginWriting() => _writers++;

    public void EndWriting()
    {
        _writers--;
        DisposeIfUnused();
    }

    public void End()
    {
        _over = true;
        DisposeIfUnused();
    }

    void DisposeIfUnused()
    {
        if (_over && _writers == 0)
        {
            prediction.Block.Dispose();
        }
    }
}
