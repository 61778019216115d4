using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

/// <summary>Counts are of the whole process, so these tests run alone.</summary>
[Collection(nameof(LifetimeTests))]
[CollectionDefinition(nameof(LifetimeTests), DisableParallelization = true)]
public sealed class LifetimeTests
{
    [Fact]
    public void Ten_thousand_loops_leave_no_native_handle()
    {
        var weight = new Parameter(ones(4, 4));
        using var optimizer = optim.AdamW([weight]);
        Loop(weight, optimizer);
        var (before, beforeOnThread) = (Tensor.TotalCount, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        for (var i = 0; i < 10_000; i++)
        {
            Loop(weight, optimizer);
        }

        Tensor.TotalCount.ShouldBe(before);
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(beforeOnThread);
        weight.Dispose();
    }

    [Fact]
    public void Memory_comes_back_from_graphs_custom_functions_and_errors()
    {
        var x = ones(1 << 20, requires_grad: true); // 4 MiB
        for (var i = 0; i < 1000; i++)
        {
            using var scope = NewDisposeScope();
            using (var abandoned = Doubled.apply(x * 1))
            {
                abandoned.requires_grad.ShouldBeTrue();
            }

            Should.Throw<ExternalException>(() => x.view(3));
        }

        x.Dispose();
        Environment.WorkingSet.ShouldBeLessThan(3L << 30); // a leak of either kind would hold 8 GB
    }

    [Fact]
    public void Threads_have_their_own_scopes()
    {
        var before = Tensor.TotalCount;
        var sums = new double[4];
        Thread[] threads = [.. Enumerable.Range(0, sums.Length).Select(number => new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                using var scope = NewDisposeScope();
                var x = torch.full(64, number, requires_grad: true, dtype: ScalarType.Float32);
                (x * x).sum().backward();
                sums[number] += x.grad!.sum().ToDouble();
                scope.DisposablesCount.ShouldBeGreaterThan(3);
            }

            CurrentDisposeScope.ShouldBeNull();
            DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(0);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        sums.ShouldBe([0, 200 * 64 * 2.0, 200 * 64 * 4.0, 200 * 64 * 6.0]);
        Tensor.TotalCount.ShouldBe(before);
    }

    static void Loop(Parameter weight, AdamW optimizer)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var parts = Doubled.apply(weight.mm(weight)).softmax(1).unbind();
        stack(parts).sort().Values.sum().backward();
        _ = optimizer.step();
        try
        {
            _ = weight.view(3);
        }
        catch (ExternalException)
        {
            return;
        }

        throw new InvalidOperationException("sixteen elements were viewed as three");
    }

    sealed class Doubled : autograd.SingleTensorFunction<Doubled>
    {
        public override string Name => nameof(Doubled);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return (Tensor)vars[0] * 2;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
    }
}
