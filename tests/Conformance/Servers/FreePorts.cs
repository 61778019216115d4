using System.Net;
using System.Net.Sockets;

namespace Conformance.Servers;

/// <summary>Ports of the loopback that nobody listens on: different ones, as all are held until this is disposed of.</summary>
sealed class FreePorts : IDisposable
{
    readonly List<TcpListener> _held = [];

    public int Take()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _held.Add(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => _held.ForEach(listener => listener.Dispose());
}
