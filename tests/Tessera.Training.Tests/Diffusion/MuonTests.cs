using Tessera.Models.Parameters;
using Tessera.Training.Diffusion;
using Tessera.Training.Tests.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Tests.Diffusion;

public sealed class MuonTests
{
    [Theory]
    [InlineData(48, 48)]
    [InlineData(24, 80)]
    [InlineData(80, 24)]
    public void SingularValuesBecomeOneAndTheirVectorsStay(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var rank = Math.Min(rows, columns);
        var (left, right) = (Reflection(rows).narrow(1, 0, rank), Reflection(columns).narrow(1, 0, rank));
        var values = (linspace(-1, 0, rank, ScalarType.Float32) * Math.Log(8)).exp() * 5; // an eighth of the largest to the largest
        var result = Muon.Orthogonal((left * values).matmul(right.transpose(0, 1)));
        var turned = left.transpose(0, 1).matmul(result).matmul(right); // [rank,rank]
        var diagonal = turned * Identity(rank);
        (diagonal - Identity(rank)).abs().max().ToDouble().ShouldBeLessThanOrEqualTo(0.27);
        (turned - diagonal).abs().max().ToDouble().ShouldBeLessThan(1e-5);
        (result - left.matmul(turned).matmul(right.transpose(0, 1))).abs().max().ToDouble().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void FindsTheMatrixOfALinearMap()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (x, target) = (randn([256, 12], ScalarType.Float32), randn([12, 20], ScalarType.Float32));
        using var parameters = Matrix();
        using var muon = new Muon(parameters.All);
        var first = 0.0;
        var last = 0.0;
        for (var step = 0; step < 200; step++)
        {
            last = Learn(parameters, muon, x, target, 0.5 * (1 - (step / 200.0)));
            first = step == 0 ? last : first;
        }

        last.ShouldBeLessThan(0.01 * first);
    }

    [Fact]
    public void GoesOnFromItsFileAsIfItHadNotStopped()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (x, target) = (randn([64, 12], ScalarType.Float32), randn([12, 20], ScalarType.Float32));
        using var parameters = Matrix();
        using var muon = new Muon(parameters.All);
        Learn(parameters, muon, x, target, 0.1);
        var file = Path.Combine(folder.Path, "momentum.safetensors");
        muon.Save(file);
        parameters.Save(file + ".parameters", half: false);
        Learn(parameters, muon, x, target, 0.1);

        using var again = ParameterSet.Load(file + ".parameters", trainable: true);
        using var restored = new Muon(again.All);
        restored.Restore(file);
        Learn(again, restored, x, target, 0.1);
        again.All["matrix"].data<float>().ToArray().ShouldBe(parameters.All["matrix"].data<float>().ToArray());
    }

    [Fact]
    public void RefusesTheMomentumOfOtherMatrices()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "momentum.safetensors");
        using var other = ParameterSet.CreateNew();
        _ = other.Get("matrix", [3, 3], Init.Zeros);
        other.Save(file, half: false);
        using var parameters = Matrix();
        using var muon = new Muon(parameters.All);
        Should.Throw<InvalidDataException>(() => muon.Restore(file)).Message.ShouldContain("matrix");
    }

    static ParameterSet Matrix()
    {
        var parameters = ParameterSet.CreateNew();
        _ = parameters.Get("matrix", [12, 20], Init.Glorot(12, 20));
        return parameters;
    }

    static double Learn(ParameterSet parameters, Muon muon, Tensor x, Tensor target, double rate)
    {
        using var scope = NewDisposeScope();
        muon.ZeroGradients();
        var loss = nn.functional.mse_loss(x.matmul(parameters.All["matrix"]), x.matmul(target));
        loss.backward();
        muon.Step(rate);
        return loss.ToDouble();
    }

    /// <summary>An orthogonal matrix.</summary>
    static Tensor Reflection(int size)
    {
        var direction = randn([size, 1], ScalarType.Float32);
        return Identity(size) - (direction.matmul(direction.transpose(0, 1)) * (2 / direction.pow(2).sum().ToDouble()));
    }

    static Tensor Identity(int size)
    {
        var index = arange(size, ScalarType.Float32);
        return index.unsqueeze(1).eq(index).to(ScalarType.Float32);
    }
}
