using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class AdamWTests
{
    const double Rate = 0.02, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6, Decay = 0.1;

    [Fact]
    public void It_follows_the_published_loop()
    {
        using var scope = NewDisposeScope();
        var start = Sample.Uniform(new Random(71), [5]).Values;
        var target = Sample.Uniform(new Random(72), [5]).Values;
        Parameter[] parameters = [new(tensor(start[..2])), new(tensor(start[2..]).view(1, 3))];
        using var optimizer = optim.AdamW(parameters, lr: Rate, beta1: Beta1, beta2: Beta2, eps: Epsilon, weight_decay: Decay);
        var (x, mean, square) = (start.ToArray(), new double[5], new double[5]);
        for (var step = 1; step <= 12; step++)
        {
            using var inner = NewDisposeScope();
            var rate = step > 6 ? Rate / 2 : Rate;
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = rate;
            }

            optimizer.zero_grad();
            (cat(new[] { parameters[0], parameters[1].view(3) }) - tensor(target)).square().sum().backward();
            optimizer.step().ShouldBeNull();
            Reference(step, rate);
            cat(new[] { parameters[0], parameters[1].view(3) }).ShouldBeCloseTo(x, 1e-9);
        }

        void Reference(int step, double rate)
        {
            for (var i = 0; i < x.Length; i++)
            {
                var gradient = 2 * (x[i] - target[i]);
                x[i] *= 1 - (rate * Decay);
                mean[i] = (Beta1 * mean[i]) + ((1 - Beta1) * gradient);
                square[i] = (Beta2 * square[i]) + ((1 - Beta2) * gradient * gradient);
                var denominator = Math.Sqrt(square[i] / (1 - Math.Pow(Beta2, step))) + Epsilon;
                x[i] -= rate / (1 - Math.Pow(Beta1, step)) * mean[i] / denominator;
            }
        }
    }

    [Fact]
    public void Parameters_without_a_gradient_stay_and_count_their_own_steps()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(3)), new(ones(2))];
        using var optimizer = optim.AdamW(parameters, lr: 0.1);
        (parameters[0] * 2).sum().backward();
        _ = optimizer.step();
        parameters[1].ShouldBeCloseTo([1, 1]);
        (parameters[1] * 2).sum().backward();
        _ = optimizer.step();
        parameters[1].ShouldBeCloseTo([0.9, 0.9], 1e-6); // its first step is as long as the rate
        parameters[0].ShouldBeCloseTo([0.8, 0.8, 0.8], 1e-6);
    }

    [Fact]
    public void Groups_have_their_own_settings()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(1)), new(ones(1))];
        using var optimizer = optim.AdamW([new AdamW.ParamGroup([parameters[0]], lr: 0.1), new AdamW.ParamGroup([parameters[1]], lr: 0.01)]);
        optimizer.parameters().ShouldBe(parameters);
        (parameters[0] + parameters[1]).sum().backward();
        _ = optimizer.step();
        parameters[0].ShouldBeCloseTo([0.9], 1e-6);
        parameters[1].ShouldBeCloseTo([0.99], 1e-6);
        optimizer.zero_grad();
        parameters[0].grad!.ShouldBeCloseTo([0]);
    }

    [Fact]
    public void A_resumed_run_goes_on_exactly_as_the_first_would_have()
    {
        using var scope = NewDisposeScope();
        using var file = new MemoryStream();
        Tensor Run(Parameter parameter, AdamW optimizer, int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                optimizer.zero_grad();
                parameter.pow(4).sum().backward();
                _ = optimizer.step();
            }

            return parameter.detach().clone();
        }

        var first = new Parameter(tensor(new[] { 1f, -2f, 3f }));
        using var firstOptimizer = optim.AdamW([first], lr: 0.05);
        var middle = Run(first, firstOptimizer, 5);
        firstOptimizer.save_state_dict(new BinaryWriter(file));
        var end = Run(first, firstOptimizer, 5);

        file.Position = 0;
        var second = new Parameter(middle);
        using var secondOptimizer = optim.AdamW([second], lr: 0.3);
        secondOptimizer.load_state_dict(new BinaryReader(file));
        secondOptimizer.ParamGroups.Single().LearningRate.ShouldBe(0.05);
        Run(second, secondOptimizer, 5).bytes.SequenceEqual(end.bytes).ShouldBeTrue();
    }
}
