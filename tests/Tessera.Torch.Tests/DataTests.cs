using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class DataTests
{
    [Fact]
    public void Arrays_become_tensors_and_come_back()
    {
        using var scope = NewDisposeScope();
        float[] numbers = [1, 2, 3, 4, 5, 6];
        var x = tensor(numbers, [2, 3]);
        numbers[0] = 100; // the tensor holds a copy
        x.data<float>().ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
        x.data<float>()[1, 2].ShouldBe(6);
        x.data<float>()[3].ShouldBe(4);
        x.transpose(0, 1).data<float>().ToArray().ShouldBe([1, 4, 2, 5, 3, 6]);
        x.transpose(0, 1).data<float>()[2, 1].ShouldBe(6);
        from_array(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } }).data<double>().ToArray().ShouldBe([1, 2, 3, 4]);
        from_array(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } }).ShouldHaveShape(2, 2);
        tensor(new long[] { 1, 2 }, dtype: ScalarType.Float32).dtype.ShouldBe(ScalarType.Float32);
        (tensor(1f).dtype, tensor(1.0).dtype, tensor(1).dtype, tensor(1L).dtype)
            .ShouldBe((ScalarType.Float32, ScalarType.Float64, ScalarType.Int32, ScalarType.Int64));
        tensor(new[] { true, false }).dtype.ShouldBe(ScalarType.Bool);
        tensor(Array.Empty<float>()).NumberOfElements.ShouldBe(0);
    }

    [Fact]
    public void Bytes_are_the_memory_itself()
    {
        using var scope = NewDisposeScope();
        var x = zeros(4);
        MemoryMarshal.Cast<byte, float>(x.bytes)[2] = 7;
        x.data<float>().ToArray().ShouldBe([0, 0, 7, 0]);
        x.bytes = MemoryMarshal.AsBytes<float>([1, 2, 3, 4]).ToArray();
        x.sum().ToSingle().ShouldBe(10);
        x.data<float>().CopyFrom([9f, 8f], 0, 1);
        x.data<float>().ToArray().ShouldBe([1, 9, 8, 4]);
        var target = new float[3];
        x.data<float>().CopyTo(target, 1, 2);
        target.ShouldBe([0, 8, 4]);
        x.data<float>().Sum().ShouldBe(22);
        Should.Throw<InvalidOperationException>(() => zeros(2, 3).transpose(0, 1).bytes.Length);
        Should.Throw<ArgumentException>(() => x.bytes = new byte[3]);
    }

    [Fact]
    public void Items_and_conversions_keep_the_value()
    {
        using var scope = NewDisposeScope();
        tensor(2.5f).item<float>().ShouldBe(2.5f);
        tensor(2.5).ToScalar().ToDouble().ShouldBe(2.5);
        (tensor(3L).ToInt64(), tensor(3L).ToInt32(), tensor(3L).ToDouble(), tensor(3L).ToBoolean()).ShouldBe((3, 3, 3, true));
        Should.Throw<ArgumentException>(() => zeros(2).item<float>());
        Should.Throw<ArgumentException>(() => zeros(2).data<int>());
        var x = tensor(new[] { 1.25f, -2.75f });
        foreach (var type in new[] { ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float64 })
        {
            x.to(type).dtype.ShouldBe(type);
            x.to(type).to(ScalarType.Float32).data<float>().ToArray().ShouldBe([1.25f, -2.75f]);
        }

        x.half().data<Half>().ToArray().ShouldBe([(Half)1.25f, (Half)(-2.75f)]);
        x.@int().data<int>().ToArray().ShouldBe([1, -2]);
        x.to(ScalarType.Int64, CPU).data<long>().ToArray().ShouldBe([1, -2]);
        x.to(ScalarType.Float32).add_(1);
        x.data<float>()[0].ShouldBe(2.25f); // no change, no copy
        x.to(ScalarType.Float32, copy: true).add_(1);
        x.data<float>()[0].ShouldBe(2.25f);
        var y = x.clone();
        _ = y.to(ScalarType.Float16, disposeAfter: true);
        y.IsInvalid.ShouldBeTrue();
        zeros(2, ScalarType.Float16).copy_(x).ToString().ShouldContain("Float16");
    }

    [Fact]
    public void Factories_give_what_they_promise()
    {
        using var scope = NewDisposeScope();
        arange(5).data<long>().ToArray().ShouldBe([0, 1, 2, 3, 4]);
        arange(1, 2, 0.25).data<float>().ToArray().ShouldBe([1, 1.25f, 1.5f, 1.75f]);
        linspace(0, 1, 5).data<float>().ToArray().ShouldBe([0, 0.25f, 0.5f, 0.75f, 1]);
        torch.full(2, 3, 1.5).ShouldBeCloseTo([1.5, 1.5, 1.5, 1.5, 1.5, 1.5]);
        ones(2, 2, ScalarType.Int32).sum().ToInt64().ShouldBe(4);
        empty(3, 0, 2).NumberOfElements.ShouldBe(0);
        zeros_like(ones(2, 3)).ShouldHaveShape(2, 3);
        ones_like(zeros(2), ScalarType.Int64).dtype.ShouldBe(ScalarType.Int64);
        randperm(50).sort().Values.data<long>().ToArray().ShouldBe([.. Enumerable.Range(0, 50).Select(i => (long)i)]);
        (randint(3, 6, [1000]).min().ToInt64(), randint(3, 6, [1000]).max().ToInt64()).ShouldBe((3, 5));
    }

    [Fact]
    public void A_seed_repeats_its_random_numbers()
    {
        using var scope = NewDisposeScope();
        Tensor Draw(long seed)
        {
            _ = manual_seed(seed);
            return cat(new[] { rand(500), randn(500), empty(500).normal_(1, 2), empty(500).uniform_(3, 4), randn_like(zeros(9)) });
        }

        Draw(9).bytes.SequenceEqual(Draw(9).bytes).ShouldBeTrue();
        Draw(9).bytes.SequenceEqual(Draw(10).bytes).ShouldBeFalse();
        var numbers = Draw(11);
        numbers.narrow(0, 500, 500).std().ToDouble().ShouldBe(1, 0.1);
        numbers.narrow(0, 1000, 500).mean().ToDouble().ShouldBe(1, 0.3);
        numbers.narrow(0, 1500, 500).min().ToDouble().ShouldBeInRange(3, 4);
    }
}
