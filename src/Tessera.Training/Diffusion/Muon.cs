using Tessera.Models.Ops;
using Tessera.Models.Parameters;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tessera.Training.Diffusion;

/// <summary>
/// Momentum whose step is made orthogonal, for matrices between hidden layers (Jordan et al. 2024, "Muon: An optimizer for hidden layers"):
/// every direction of a matrix then learns at the same rate, while Adam's steps are close to low rank. Here it needs about half of AdamW's
/// steps for the same loss. Steps are scaled so that their root mean square is that of AdamW's at the same rate (Liu et al. 2025, "Muon is
/// scalable for LLM training", section 2.2).
/// </summary>
sealed class Muon : IDisposable
{
    const double Decay = 0.95;
    const double WeightDecay = 0.1;
    const double AdamStep = 0.2; // root mean square of AdamW's steps, in learning rates

    // Odd polynomials that, one after the other, take singular values in [0.01, 1] to within 0.27 of 1: each is the best of its degree for
    // the range that the one before leaves (Amsel et al. 2025, "The Polar Express").
    static readonly (double First, double Third, double Fifth)[] Polynomials =
        [(8.0933, -23.6201, 17.4459), (3.6366, -2.7220, 0.5366), (2.6613, -1.9772, 0.4526)];

    readonly IReadOnlyDictionary<string, Parameter> _parameters;
    ParameterSet _momentum = ParameterSet.CreateNew();

    /// <summary>An optimizer of matrices, by name.</summary>
    public Muon(IReadOnlyDictionary<string, Parameter> parameters)
    {
        _parameters = parameters;
        foreach (var (name, parameter) in parameters)
        {
            _ = _momentum.Get(name, parameter.shape, Init.Zeros);
        }
    }

    /// <summary>Takes the momentum that <see cref="Save"/> wrote; where there is no such file it starts from zero.</summary>
    /// <exception cref="InvalidDataException">The file is for other matrices.</exception>
    public void Restore(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var kept = ParameterSet.Load(path);
        _momentum.Dispose();
        _momentum = kept;
        foreach (var (name, parameter) in _parameters)
        {
            _ = kept.Get(name, parameter.shape, Init.Zeros);
        }
    }

    /// <summary>Writes the momentum as safetensors.</summary>
    public void Save(string path) => _momentum.Save(path, half: false);

    /// <summary>Sets all gradients to zero.</summary>
    public void ZeroGradients()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in _parameters.Values)
        {
            _ = parameter.grad?.zero_();
        }
    }

    /// <summary>Moves the matrices that have a gradient.</summary>
    /// <param name="rate">Learning rate, in AdamW's measure.</param>
    public void Step(double rate)
    {
        using var quiet = no_grad();
        foreach (var (name, parameter) in _parameters)
        {
            using var scope = NewDisposeScope();
            if (parameter.grad is not { } gradient)
            {
                continue;
            }

            var momentum = _momentum.All[name];
            momentum.mul_(Decay).add_(gradient, 1 - Decay);
            var direction = Orthogonal((gradient * (1 - Decay)) + (momentum * Decay)); // Nesterov's
            var scale = AdamStep * Math.Sqrt(Math.Max(parameter.shape[0], parameter.shape[1]));
            parameter.mul_(1 - (rate * WeightDecay)).add_(direction, -rate * scale);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _momentum.Dispose();

    /// <summary>U V^T of a matrix U S V^T, about: singular values of at least a hundredth of its norm come to within 0.27 of 1.</summary>
    internal static Tensor Orthogonal(Tensor matrix)
    {
        using var scope = NewDisposeScope();
        var tall = matrix.shape[0] > matrix.shape[1];
        var x = tall ? matrix.transpose(0, 1) : matrix; // products of the shorter side are the small ones
        x = x / (x.norm() + 1e-12);
        foreach (var (first, third, fifth) in Polynomials)
        {
            var square = MatrixProduct.Of(x, x.transpose(0, 1));
            var rest = (square * third) + (MatrixProduct.Of(square, square) * fifth);
            x = (x * first) + MatrixProduct.Of(rest, x);
        }

        return (tall ? x.transpose(0, 1) : x).MoveToOuterDisposeScope();
    }
}
