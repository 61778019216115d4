using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class ShapeTests
{
    /// <summary>0..n-1 in a shape, so that a value says where it came from.</summary>
    static Tensor Counted(params long[] shape) => arange(shape.Aggregate(1L, (product, size) => product * size)).reshape(shape);

    static long[] Values(Tensor tensor) => tensor.data<long>().ToArray();

    [Fact]
    public void Views_share_memory_and_copies_do_not()
    {
        using var scope = NewDisposeScope();
        var x = Counted(2, 3, 4);
        x.view(6, -1).select(0, 5).fill_(100);
        Values(x)[20..].ShouldBe([100, 100, 100, 100]);
        var turned = x.transpose(0, 2); // [2,3,4] -> [4,3,2]
        turned.is_contiguous().ShouldBeFalse();
        turned.contiguous().is_contiguous().ShouldBeTrue();
        turned.reshape(24).fill_(0); // [4,3,2] -> [24], a copy
        x.sum().ToInt64().ShouldBe(Enumerable.Range(0, 20).Sum() + 400);
    }

    [Fact]
    public void Axes_move_split_and_join()
    {
        using var scope = NewDisposeScope();
        var x = Counted(2, 3, 4);
        x.permute(2, 0, 1).ShouldHaveShape(4, 2, 3);
        Values(x.permute(2, 0, 1))[..6].ShouldBe([0, 4, 8, 12, 16, 20]);
        x.unsqueeze(1).ShouldHaveShape(2, 1, 3, 4);
        x.unsqueeze(1).squeeze(1).ShouldHaveShape(2, 3, 4);
        x.unsqueeze(-1).squeeze().ShouldHaveShape(2, 3, 4);
        x.flatten(1).ShouldHaveShape(2, 12);
        x.flatten(0, 1).ShouldHaveShape(6, 4);
        x.select(1, 0).unsqueeze(1).expand(2, 5, 4).ShouldHaveShape(2, 5, 4);
        Values(arange(2).repeat(3)).ShouldBe([0, 1, 0, 1, 0, 1]);
        Values(arange(2).repeat_interleave(3)).ShouldBe([0, 0, 0, 1, 1, 1]);
        x.split(2, 2).Length.ShouldBe(2);
        x.split([1, 2], 1)[1].ShouldHaveShape(2, 2, 4);
        x.chunk(3, -1).Select(part => part.size(2)).ShouldBe([2, 2]);
        x.unbind(1).Length.ShouldBe(3);
        cat(x.unbind(1), 0).ShouldHaveShape(6, 4);
        Values(stack(x.unbind(1), 1)).ShouldBe(Values(x));
        stack(arange(200).unbind()).shape.ShouldBe([200]);
    }

    [Fact]
    public void Parts_are_taken_and_written()
    {
        using var scope = NewDisposeScope();
        var x = Counted(3, 4);
        Values(x.narrow(1, 1, 2)).ShouldBe([1, 2, 5, 6, 9, 10]);
        Values(x.slice(1, 0, 4, 2)).ShouldBe([0, 2, 4, 6, 8, 10]);
        Values(x.select(0, -1)).ShouldBe([8, 9, 10, 11]);
        Values(x.index_select(0, tensor(new long[] { 2, 0 }))).ShouldBe([8, 9, 10, 11, 0, 1, 2, 3]);
        Values(x.gather(1, tensor(new long[] { 3, 0, 1 }, [3, 1]))).ShouldBe([3, 4, 9]);
        Values(x.masked_select(x > 8)).ShouldBe([9, 10, 11]);
        Values(x.masked_fill(x > 1, 5))[..4].ShouldBe([0, 1, 5, 5]);
        Values((x > 9).nonzero()).ShouldBe([2, 2, 2, 3]);
        Values(x.flip(1))[..4].ShouldBe([3, 2, 1, 0]);
        Values(x.roll(1, 1))[..4].ShouldBe([3, 0, 1, 2]);
        Values(x.tril())[..4].ShouldBe([0, 0, 0, 0]);
        Values(x.triu())[4..8].ShouldBe([0, 5, 6, 7]);
        var target = zeros(3, ScalarType.Int64);
        _ = target.index_add_(0, tensor(new long[] { 1, 1, 2 }), tensor(new long[] { 5, 6, 7 }), 1);
        Values(target).ShouldBe([0, 11, 7]);
        Values(zeros(4, ScalarType.Int64).scatter_(0, tensor(new long[] { 2, 0 }), tensor(new long[] { 8, 9 }))).ShouldBe([9, 0, 8, 0]);
    }

    [Fact]
    public void Metadata_is_that_of_the_tensor()
    {
        using var scope = NewDisposeScope();
        var x = zeros([2, 3, 4], ScalarType.Float16).transpose(0, 1);
        x.shape.ShouldBe([3, 2, 4]);
        x.stride().ShouldBe([4, 12, 1]);
        (x.dim(), x.ndim, x.Dimensions).ShouldBe((3, 3, 3));
        (x.size(0), x.size(-1)).ShouldBe((3, 4));
        (x.NumberOfElements, x.ElementSize, x.dtype).ShouldBe((24, 2, ScalarType.Float16));
        x.is_floating_point().ShouldBeTrue();
        x.device.ToString().ShouldBe("cpu");
        zeros([]).shape.ShouldBeEmpty();
    }
}
