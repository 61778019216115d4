namespace TorchSharp;

/// <summary>Tensors and what is computed with them.</summary>
public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function's forward pass leaves for its backward pass.</summary>
        public class AutogradContext : IDisposable
        {
            readonly Dictionary<string, object> _data = new(StringComparer.Ordinal);
            List<Tensor?> _saved = [];

            internal AutogradContext()
            {
            }

            /// <summary>Whether missing gradients of outputs reach the backward pass as zeros.</summary>
            public bool MaterializeGrads { get; private set; } = true;

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            /// <summary>Keeps tensors for the backward pass, beyond any dispose scope. Call it once.</summary>
            public void save_for_backward(List<Tensor> tensors)
            {
                Release();
                _saved = tensors.ConvertAll(tensor => tensor is null ? null : (Tensor?)tensor.alias().DetachFromDisposeScope());
            }

            /// <summary>Keeps something else than a tensor for the backward pass.</summary>
            public void save_data(string key, object value) => _data[key] = value;

            /// <summary>Names outputs that have no gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = tensors;

            /// <summary>Sets <see cref="MaterializeGrads"/>.</summary>
            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <summary>The tensors kept by <see cref="save_for_backward"/>, in order.</summary>
            /// <exception cref="InvalidOperationException">A backward pass without retain_graph has let them go.</exception>
            public List<Tensor> get_saved_variables() =>
                _saved.ConvertAll(tensor => tensor is { IsInvalid: true }
                    ? throw new InvalidOperationException("the saved tensors are gone after the first backward pass; use retain_graph")
                    : tensor!.alias());

            /// <summary>What <see cref="save_data"/> kept under a key; null where there is nothing.</summary>
            public object? get_data(string key) => _data.GetValueOrDefault(key);

            /// <summary>Lets the saved tensors go.</summary>
            public void Dispose()
            {
                Dispose(disposing: true);
                GC.SuppressFinalize(this);
            }

            /// <inheritdoc cref="Dispose()"/>
            protected virtual void Dispose(bool disposing)
            {
                if (disposing)
                {
                    Release();
                }
            }

            internal void Release()
            {
                foreach (var tensor in _saved)
                {
                    tensor?.Dispose();
                }
            }
        }
    }
}
