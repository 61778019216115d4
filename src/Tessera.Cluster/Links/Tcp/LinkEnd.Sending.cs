using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What goes out.</content>
sealed partial class LinkEnd
{
    Outgoing?[] _window = []; // by number, modulo its length
    long _last;               // the last number given
    long _acknowledged;       // the last number known to have arrived
    long _allowed;            // the last number that there is credit for
    long _next;               // the next number for the connection
    long _taken;              // the last number that any connection took
    bool _hasGrant;           // whether the connection has told what arrived, and what may be sent
    FrameHeader? _ahead;      // a grant for an epoch that is not open here yet

    Outgoing? this[long number]
    {
        get => _window[number % _window.Length];
        set => _window[number % _window.Length] = value;
    }

    /// <summary>Queues predictions of the epoch.</summary>
    /// <exception cref="InvalidOperationException">There is no credit; the blocks are still the caller's.</exception>
    public void Send(ImmutableArray<Prediction> predictions)
    {
        // Until the peer has spoken, its credit is what the plan says, and that is the same in both directions.
        if (_last + predictions.Length > Math.Max(_allowed, _credits) || _last + predictions.Length - _acknowledged > _window.Length)
        {
            throw new InvalidOperationException($"{predictions.Length} predictions for {peer} have no credit in {Epoch}.");
        }

        foreach (var prediction in predictions)
        {
            _last++;
            this[_last] = new(prediction, _last);
        }

        Connection?.Wake();
    }

    /// <summary>
    /// Takes what a connection is to write next. Credit goes before predictions: whatever the peer does because of a prediction, it knows of
    /// the credit that its making gave back, and so never runs out of it.
    /// </summary>
    public void Fill(FrameBatch batch, LinkConnection connection)
    {
        if (Connection != connection)
        {
            return;
        }

        batch.Grant(Epoch.Value, _received, _read + _credits);
        _granted = _read;
        while (_hasGrant && _next <= Math.Min(_last, _allowed) && batch.HasRoom)
        {
            var outgoing = this[_next]!;
            outgoing.BeginWriting();
            batch.Add(outgoing);
            _taken = Math.Max(_taken, _next++);
        }
    }

    /// <summary>Takes a grant from a connection.</summary>
    /// <exception cref="LinkException">It cannot be.</exception>
    public void TakeGrant(in FrameHeader grant, LinkConnection connection)
    {
        if (Connection != connection || grant.Epoch < Epoch.Value)
        {
            return;
        }

        if (grant.Epoch > Epoch.Value)
        {
            _ahead = grant.Epoch >= (_ahead?.Epoch ?? 0) ? grant : _ahead;
            return;
        }

        if (!TakeGrant(grant))
        {
            throw new LinkException(LinkRefusal.Grant, $"{peer} has {grant.Sequence} predictions and allows {grant.Allowed}, of {_taken} sent and {_allowed} allowed");
        }

        if (_next <= Math.Min(_last, _allowed))
        {
            connection.Wake();
        }
    }

    bool TakeGrant(in FrameHeader grant)
    {
        if (grant.Sequence < _acknowledged || grant.Sequence > _taken || grant.Allowed < _allowed)
        {
            return false;
        }

        while (_acknowledged < grant.Sequence)
        {
            _acknowledged++;
            this[_acknowledged]!.End();
            this[_acknowledged] = null;
        }

        (_next, _allowed, _hasGrant) = (Math.Max(_next, _acknowledged + 1), grant.Allowed, true);
        return true;
    }

    void Discard()
    {
        while (_acknowledged < _last)
        {
            _acknowledged++;
            this[_acknowledged]!.End();
            this[_acknowledged] = null;
        }
    }
}
