using System.Globalization;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The current CUDA device.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));

    /// <summary>A device by name: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    /// <exception cref="InvalidOperationException">The device cannot be used here.</exception>
    public static Device device(string description) => InitializeDevice(new Device(description));

    /// <inheritdoc cref="device(string)"/>
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    /// <summary>Checks that a device can be used; null stands for the processor.</summary>
    /// <exception cref="InvalidOperationException">The device cannot be used here.</exception>
    public static Device InitializeDevice(Device? device)
    {
        device ??= CPU;
        InitializeDeviceType(device.type);
        return device;
    }

    /// <summary>Checks that a kind of device can be used.</summary>
    /// <exception cref="InvalidOperationException">It cannot be used here.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new InvalidOperationException(
                $"this libtorch has no {deviceType} device; use 'cpu', or install a CUDA build of libtorch and its driver");
        }
    }

    /// <summary>Whether a kind of device can be used.</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType == DeviceType.CPU || cuda.is_available();

    /// <summary>CUDA devices.</summary>
    public static class cuda
    {
        /// <summary>Whether libtorch has CUDA and finds a device.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>The number of usable devices; 0 without CUDA.</summary>
        public static int device_count() => NativeMethods.CudaDeviceCount();

        /// <summary>Waits for everything queued on a device, by default the current one.</summary>
        public static void synchronize(Device? device = null)
        {
            InitializeDeviceType(DeviceType.CUDA);
            _ = NativeMethods.Check(NativeMethods.CudaSynchronize(device?.index ?? -1));
        }
    }

    /// <summary>Where a tensor lives.</summary>
    public class Device
    {
        /// <summary>A device by name: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>. Does not check that it is there.</summary>
        /// <exception cref="ArgumentException">The name is not of this form.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = parts[0] switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                _ => throw Unknown(description),
            };
            if (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                index = number;
            }
            else if (parts.Length != 1)
            {
                throw Unknown(description);
            }

            Utf8 = System.Text.Encoding.UTF8.GetBytes(Name(type, index));
        }

        /// <summary>A device by kind and number; -1 is the current one.</summary>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
            Utf8 = System.Text.Encoding.UTF8.GetBytes(Name(type, index));
        }

        /// <summary>The kind of device.</summary>
        public DeviceType type { get; }

        /// <summary>The device's number; -1 is the current one.</summary>
        public int index { get; } = -1;

        internal byte[] Utf8 { get; }

        /// <summary>A device by name; does not check that it is there.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <inheritdoc/>
        public override string ToString() => Name(type, index);

        static string Name(DeviceType type, int index)
        {
            var name = type == DeviceType.CPU ? "cpu" : "cuda";
            return index < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }

        static ArgumentException Unknown(string description) =>
            new($"'{description}' is not a device; use 'cpu', 'cuda' or 'cuda:N'", nameof(description));
    }
}
