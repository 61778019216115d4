using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_inside_but_what_was_moved_out()
    {
        Tensor outermost, outer, inner, detached;
        using (var outerScope = NewDisposeScope())
        {
            outer = ones(1);
            using (var scope = NewDisposeScope())
            {
                inner = ones(1);
                detached = ones(1).DetachFromDisposeScope();
                outermost = scope.MoveToOuter(ones(1));
                scope.DisposablesCount.ShouldBe(1);
                scope.Contains(inner).ShouldBeTrue();
            }

            inner.IsInvalid.ShouldBeTrue();
            new[] { outer, outermost, detached }.ShouldAllBe(tensor => !tensor.IsInvalid);
            outermost = outerScope.Detach(outermost);
        }

        outer.IsInvalid.ShouldBeTrue();
        outermost.IsInvalid.ShouldBeFalse();
        detached.IsInvalid.ShouldBeFalse();
        outermost.Dispose();
        detached.Dispose();
        detached.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void A_scope_can_be_emptied_before_its_end_and_adopt_tensors()
    {
        var foreign = ones(1);
        Tensor kept;
        using (var scope = NewDisposeScope())
        {
            kept = ones(1);
            var dropped = ones(1);
            scope.DisposeEverythingBut(kept);
            (kept.IsInvalid, dropped.IsInvalid).ShouldBe((false, true));
            scope.Attach(foreign);
            scope.DisposablesCount.ShouldBe(2);
        }

        (kept.IsInvalid, foreign.IsInvalid).ShouldBe((true, true));
    }

    [Fact]
    public void A_parameter_takes_its_tensors_place()
    {
        TorchSharp.Modules.Parameter parameter;
        using (NewDisposeScope())
        {
            var data = ones(2);
            parameter = new(data);
            data.IsInvalid.ShouldBeTrue();
            parameter.requires_grad.ShouldBeTrue();
        }

        parameter.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void A_tensor_disposed_by_hand_leaves_its_scope_and_cannot_be_used()
    {
        using var scope = NewDisposeScope();
        var x = ones(1);
        x.Dispose();
        x.Dispose();
        scope.DisposablesCount.ShouldBe(0);
        Should.Throw<InvalidOperationException>(() => x.add(1));
    }

    [Fact]
    public void An_alias_keeps_the_memory_of_a_disposed_tensor()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 5f });
        var y = x.alias();
        x.Dispose();
        y.ToSingle().ShouldBe(5);
    }
}
