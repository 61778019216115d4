namespace Tessera.Cluster.Tests.Links;

/// <summary>Frames as bytes.</summary>
static class Frames
{
    public static byte[] Grant(int epoch, long received, long allowed) => Bytes(FrameHeader.Grant(epoch, received, allowed), []);

    public static byte[] Block(int epoch, long sequence, byte[] content, int evaluation = 0, int source = 0, int target = 0) =>
        Bytes(new(FrameKind.Block, epoch, content.Length, sequence, Crc32C.Of(content), evaluation, source, target), content);

    public static byte[] Bytes(FrameHeader header, byte[] content)
    {
        var bytes = new byte[FrameHeader.Bytes + content.Length];
        header.Write(bytes);
        content.CopyTo(bytes, FrameHeader.Bytes);
        return bytes;
    }
}
