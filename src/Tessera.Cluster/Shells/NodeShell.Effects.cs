using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What the machine asks for.</content>
public sealed partial class NodeShell
{
    void CarryOut(NodeEffect effect, CancellationToken cancellationToken)
    {
        switch (effect)
        {
            case NodeEffect.DeviceCall call:
                _callCancellation.Dispose();
                _callCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                _call = CallAsync(_job!.Device, call, _trace.Before(call), _callCancellation.Token);
                break;
            case NodeEffect.CancelCall:
                _callCancellation.Cancel();
                break;
            case NodeEffect.HandOver handOver:
                _handOver = HandOverAsync(_handOver, _job!.Sink, handOver, _trace.Before(handOver), cancellationToken);
                break;
            case NodeEffect.Save or NodeEffect.Load or NodeEffect.DeleteBelow when _job!.Files is { } files:
                _storing = StoreAsync(_storing, effect, files, _trace.Before(effect));
                break;
            case NodeEffect.OpenLinks open:
                OpenLinks(open);
                break;
            case NodeEffect.Send send:
                var sending = _trace.Before(send);
                links.Send(send.Node, send.Predictions);
                NodeTrace.Note(sending.End());
                break;
            case NodeEffect.Tell tell:
                Tell(tell.Report);
                break;
            case NodeEffect.Greet greet:
                _ = seam.TryBroadcast(ControlCodec.Encode(new(Hello: greet.Hello)));
                break;
            case NodeEffect.Discard discard:
                discard.Block.Dispose();
                break;
            default:
                throw new NotSupportedException(effect.GetType().Name);
        }
    }

    /// <summary>Where links to the others cannot be, the node stops, and its leader finds that it does not get ready: the others may do without it.</summary>
    void OpenLinks(NodeEffect.OpenLinks open)
    {
        try
        {
            links.Open(open.Epoch, open.Nodes, open.Credits);
        }
        catch (Exception e) when (IsTimed && e is FormatException or InvalidOperationException)
        {
            Fault = e;
            LogNotLinked(open.Epoch, e.Message);
            _ = PostAsync(new(new NodeEvent.Told(new Order.Stop(open.Epoch)))).AsTask();
        }
    }

    void Tell(Report report)
    {
        // What a timed node could not say it says again.
        if (!seam.TrySend(_coordinator!, ControlCodec.Encode(new(Report: report))) && !IsTimed)
        {
            throw new InvalidOperationException($"{seam.Self} cannot reach the coordinator {_coordinator}.");
        }
    }
}
