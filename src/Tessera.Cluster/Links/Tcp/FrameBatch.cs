using System.Runtime.InteropServices;
using System.Text;

namespace Tessera.Cluster;

/// <summary>Frames that are written together: credit that changed, then predictions; their bytes stay where they are.</summary>
sealed class FrameBatch
{
    /// <summary>Predictions at most.</summary>
    public const int MostBlocks = 128;

    /// <summary>No more predictions are added from so many bytes on: what is checked and then sent should still be in the cache.</summary>
    public const int EnoughBytes = 256 * 1024;

    readonly byte[] _headers = new byte[(MostBlocks + 1) * FrameHeader.Bytes];
    readonly List<ArraySegment<byte>> _segments = [];
    readonly List<Outgoing> _blocks = [];
    FrameHeader _grant;
    bool _hasGrant;
    int _blockBytes;
    int _frames;

    /// <summary>Whether the batch may take another prediction.</summary>
    public bool HasRoom => _blocks.Count < MostBlocks && _blockBytes < EnoughBytes;

    public bool IsEmpty => !_hasGrant && _blocks.Count == 0;

    /// <summary>What to write, once encoded.</summary>
    public List<ArraySegment<byte>> Segments => _segments;

    /// <summary>How many bytes that is.</summary>
    public int Bytes { get; private set; }

    /// <summary>Adds credit, unless it is what was written last on this connection.</summary>
    public void Grant(int epoch, long received, long allowed)
    {
        var grant = FrameHeader.Grant(epoch, received, allowed);
        (_hasGrant, _grant) = (grant != _grant, grant);
    }

    /// <summary>Has the credit written again, changed or not.</summary>
    public void Repeat() => _hasGrant = true;

    public void Add(Outgoing block)
    {
        _blocks.Add(block);
        _blockBytes += block.Prediction.Block.Memory.Length;
    }

    /// <summary>Makes the bytes; not under the lock, as this is what takes time.</summary>
    public void Encode()
    {
        if (_hasGrant)
        {
            Append(_grant, default);
        }

        foreach (var block in _blocks)
        {
            var prediction = block.Prediction;
            var payload = ArrayOf(prediction.Block.Memory);
            Append(
                new(FrameKind.Block, prediction.Epoch.Value, payload.Count, block.Sequence, Crc32C.Of(payload), prediction.Evaluation, prediction.Source.Value, prediction.Target.Value),
                payload);
        }
    }

    /// <summary>The last frame of a connection.</summary>
    public void EncodeRefusal(LinkException refusal)
    {
        var text = Encoding.UTF8.GetBytes(ControlCodec.OneLine(refusal.Message));
        var payload = new ArraySegment<byte>(text, 0, Math.Min(text.Length, Limits.LinkTextBytes));
        Append(new(FrameKind.Refuse, 0, payload.Count, (long)refusal.Reason, Crc32C.Of(payload)), payload);
    }

    /// <summary>Lets go of the predictions; under the lock.</summary>
    public void Clear()
    {
        foreach (var block in _blocks)
        {
            block.EndWriting();
        }

        _blocks.Clear();
        _segments.Clear();
        (_hasGrant, _blockBytes, _frames, Bytes) = (false, 0, 0, 0);
    }

    static ArraySegment<byte> ArrayOf(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var array) ? array : new(memory.ToArray());

    void Append(in FrameHeader header, ArraySegment<byte> payload)
    {
        var place = new ArraySegment<byte>(_headers, _frames++ * FrameHeader.Bytes, FrameHeader.Bytes);
        header.Write(place);
        _segments.Add(place);
        if (payload.Count > 0)
        {
            _segments.Add(payload);
        }

        Bytes += FrameHeader.Bytes + payload.Count;
    }
}
