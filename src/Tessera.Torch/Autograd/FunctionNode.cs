using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>The managed half of a custom function's place in the graph; the native node keeps it alive by a GC handle.</summary>
        sealed unsafe class FunctionNode
        {
            readonly string _name;
            readonly bool[] _isTensor;
            readonly Func<AutogradContext, List<Tensor>, List<Tensor>> _backward;
            (long[] Shape, ScalarType Type, Device Device)[] _outputs = [];

            static FunctionNode()
            {
                var callbacks = new FunctionCallbacks { Backward = &Backward, ReleaseVariables = &ReleaseVariables, Destroyed = &Destroyed };
                NativeMethods.SetCallbacks(&callbacks);
            }

            internal FunctionNode(string name, object[] arguments, Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
            {
                _name = name;
                _isTensor = Array.ConvertAll(arguments, argument => argument is Tensor);
                _backward = backward;
            }

            internal AutogradContext Context { get; } = new();

            /// <summary>Gives the forward pass's outputs their history, if a tensor they come from needs gradients.</summary>
            internal List<Tensor> Attach(Tensor[] inputs, List<Tensor> outputs)
            {
                if (NativeMethods.GradEnabled() == 0 || !inputs.Any(input => input.requires_grad))
                {
                    Context.Dispose();
                    return outputs;
                }

                _outputs = outputs.Select(output => (output.shape, output.dtype, output.device)).ToArray();
                var handles = outputs.Select(output => output.Handle).ToArray();
                var inputHandles = Array.ConvertAll(inputs, input => input.Handle);
                var differentiable = outputs
                    .Select(output => (byte)(output.is_floating_point() && !Context.NonDifferentiable.Contains(output) ? 1 : 0))
                    .ToArray();
                fixed (nint* input = inputHandles, output = handles)
                fixed (byte* flags = differentiable)
                {
                    var context = GCHandle.ToIntPtr(GCHandle.Alloc(this));
                    _ = NativeMethods.Check(
                        NativeMethods.Attach(_name, context, input, inputs.Length, output, flags, handles.Length));
                }

                GC.KeepAlive(inputs);
                GC.KeepAlive(outputs);
                return handles.Select(handle => new Tensor(handle)).ToList();
            }

            [UnmanagedCallersOnly]
            static int Backward(nint context, nint* gradients, long count, nint* results, long inputs)
            {
                try
                {
                    using var scope = NewDisposeScope();
                    var node = (FunctionNode)GCHandle.FromIntPtr(context).Target!;
                    var given = new List<Tensor>();
                    for (var i = 0; i < count; i++)
                    {
                        given.Add(gradients[i] != 0 ? new Tensor(NativeMethods.AliasHandle(gradients[i])) : node.Missing(i));
                    }

                    node.Return(node._backward(node.Context, given), new Span<nint>(results, (int)inputs));
                    return 0;
                }
#pragma warning disable CA1031 // no exception may cross the native frames above; its message travels instead
                catch (Exception error)
#pragma warning restore CA1031
                {
                    NativeMethods.Fail(error.Message);
                    return -1;
                }
            }

            [UnmanagedCallersOnly]
            static void ReleaseVariables(nint context) => ((FunctionNode)GCHandle.FromIntPtr(context).Target!).Context.Release();

            [UnmanagedCallersOnly]
            static void Destroyed(nint context)
            {
                var handle = GCHandle.FromIntPtr(context);
                ((FunctionNode)handle.Target!).Context.Dispose();
                handle.Free();
            }

            Tensor Missing(int output)
            {
                var (shape, type, device) = _outputs[output];
                return Context.MaterializeGrads ? zeros(shape, type, device) : null!;
            }

            /// <summary>Hands a reference of each tensor argument's gradient to the native side.</summary>
            void Return(List<Tensor> gradients, Span<nint> results)
            {
                if (gradients.Count != _isTensor.Length)
                {
                    throw new InvalidOperationException(
                        $"backward returned {gradients.Count} gradients for {_isTensor.Length} arguments");
                }

                var next = 0;
                for (var i = 0; i < _isTensor.Length; i++)
                {
                    if (_isTensor[i])
                    {
                        results[next++] = gradients[i] is { } gradient ? NativeMethods.Alias(gradient) : 0;
                    }
                    else if (gradients[i] is not null)
                    {
                        throw new InvalidOperationException($"backward returned a gradient for argument {i}, which is not a tensor");
                    }
                }
            }
        }
    }
}
