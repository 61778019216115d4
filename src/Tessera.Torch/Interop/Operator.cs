using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>An ATen operator by its schema name, found at the first call. Thread-safe.</summary>
/// <param name="name">The name without its namespace, as in libtorch's native_functions: <c>add</c>, <c>_foreach_mul_</c>.</param>
/// <param name="overload">The overload's name; empty for the plain one.</param>
sealed unsafe class Operator(string name, string overload = "")
{
    /// <summary>Integers of all list arguments of one call that fit on the stack; more come from the array pool.</summary>
    const int StackIntegers = 64;

    nint _handle;

    /// <summary>Calls the operator and returns its first tensor.</summary>
    /// <exception cref="ExternalException">libtorch refused the call; the message is libtorch's.</exception>
    internal torch.Tensor Invoke(params ReadOnlySpan<Argument> arguments) => new((nint)Call(arguments)[0].Bits);

    /// <inheritdoc cref="Invoke"/>
    /// <summary>Calls the operator and returns its two tensors.</summary>
    internal (torch.Tensor First, torch.Tensor Second) InvokePair(params ReadOnlySpan<Argument> arguments)
    {
        var results = Call(arguments);
        return (new((nint)results[0].Bits), new((nint)results[1].Bits));
    }

    /// <inheritdoc cref="Invoke"/>
    /// <summary>Calls the operator and returns all its tensors.</summary>
    internal torch.Tensor[] InvokeList(params ReadOnlySpan<Argument> arguments)
    {
        var results = Call(arguments);
        var tensors = new torch.Tensor[results.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new((nint)results[i].Bits);
        }

        return tensors;
    }

    /// <inheritdoc cref="Invoke"/>
    /// <summary>Calls the operator and returns its number.</summary>
    internal Scalar InvokeScalar(params ReadOnlySpan<Argument> arguments)
    {
        var result = Call(arguments)[0];
        return new Scalar((ArgumentKind)result.Kind, result.Bits);
    }

    /// <inheritdoc cref="Invoke"/>
    /// <summary>Calls the operator for its effect on its arguments; what it returns is dropped.</summary>
    internal void Run(params ReadOnlySpan<Argument> arguments)
    {
        foreach (var result in Call(arguments))
        {
            if ((ArgumentKind)result.Kind == ArgumentKind.Tensor && result.Bits != 0)
            {
                NativeMethods.Dispose((nint)result.Bits);
            }
        }
    }

    /// <summary>Lays the arguments out for the native side. The results are valid until this thread's next call.</summary>
    [SkipLocalsInit]
    ReadOnlySpan<NativeResult> Call(ReadOnlySpan<Argument> arguments)
    {
        var needed = 0;
        foreach (var argument in arguments)
        {
            needed += Slots(argument);
        }

        var rented = needed > StackIntegers ? ArrayPool<long>.Shared.Rent(needed) : null;
        var items = rented is null ? stackalloc long[StackIntegers] : rented;
        var native = stackalloc NativeArgument[arguments.Length];
        NativeResult* results;
        long count;
        fixed (long* storage = items)
        {
            var next = storage;
            for (var i = 0; i < arguments.Length; i++)
            {
                native[i] = Marshal(arguments[i], next);
                next += Slots(arguments[i]);
            }

            count = NativeMethods.Call(Handle(), native, arguments.Length, &results);
        }

        foreach (var argument in arguments)
        {
            GC.KeepAlive(argument.Reference); // a tensor must outlive the call that borrows its handle
        }

        if (rented is not null)
        {
            ArrayPool<long>.Shared.Return(rented);
        }

        return new ReadOnlySpan<NativeResult>(results, checked((int)NativeMethods.Check(count)));
    }

    nint Handle()
    {
        if (_handle == 0)
        {
            var found = NativeMethods.FindOperator($"aten::{name}", overload);
            _handle = found != 0 ? found : throw NativeMethods.LastError();
        }

        return _handle;
    }

    /// <summary>Eight-byte slots the items of a list argument take.</summary>
    static int Slots(Argument argument) => argument.Reference switch
    {
        byte[] text => (text.Length + sizeof(long)) / sizeof(long), // room for a closing zero
        torch.Tensor => 0,
        Array items => items.Length,
        _ => 0,
    };

    static NativeArgument Marshal(Argument argument, long* items)
    {
        var native = new NativeArgument { Kind = argument.Kind, Bits = argument.Bits };
        switch (argument.Reference)
        {
            case byte[] text:
                text.CopyTo(new Span<byte>(items, text.Length));
                ((byte*)items)[text.Length] = 0;
                native.Count = text.Length;
                native.Bits = (long)items;
                break;
            case long[] integers:
                integers.CopyTo(new Span<long>(items, integers.Length));
                native.Count = integers.Length;
                native.Bits = (long)items;
                break;
            case double[] numbers:
                numbers.CopyTo(new Span<double>(items, numbers.Length));
                native.Count = numbers.Length;
                native.Bits = (long)items;
                break;
            case torch.Tensor[] tensors:
                for (var i = 0; i < tensors.Length; i++)
                {
                    items[i] = tensors[i].Handle;
                }

                native.Count = tensors.Length;
                native.Bits = (long)items;
                break;
        }

        return native;
    }
}
