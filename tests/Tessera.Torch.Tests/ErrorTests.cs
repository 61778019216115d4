using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class ErrorTests
{
    [Fact]
    public void Errors_of_libtorch_become_exceptions_with_its_message()
    {
        using var scope = NewDisposeScope();
        Should.Throw<ExternalException>(() => ones(2, 3).mm(ones(2, 3))).Message.ShouldContain("cannot be multiplied");
        Should.Throw<ExternalException>(() => ones(2, 3).add(ones(4))).Message.ShouldContain("must match the size");
        Should.Throw<ExternalException>(() => ones(6).view(4)).Message.ShouldContain("invalid for input of size 6");
        Should.Throw<ExternalException>(() => ones(2).backward()).Message.ShouldContain("does not require grad");
        Should.Throw<ExternalException>(() => cat(new[] { ones(2), ones(2, 2) }));
        ones(2).add(1).ShouldBeCloseTo([2, 2]); // and the next call works
    }

    [Fact]
    public void A_graph_that_was_used_up_says_so()
    {
        using var scope = NewDisposeScope();
        var y = ones(2, requires_grad: true).exp().sum();
        y.backward();
        Should.Throw<ExternalException>(y.backward).Message.ShouldContain("second time");
    }

    [Fact]
    public void A_device_that_is_not_there_is_one_clear_error()
    {
        if (cuda.is_available())
        {
            ones(2, device: device("cuda:0")).is_cuda.ShouldBeTrue();
            return;
        }

        using var scope = NewDisposeScope();
        Action[] uses = [() => device("cuda:0"), () => ones(2).to("cuda:0"), () => zeros(2, device: new Device("cuda")), () => ones(2).cuda()];
        foreach (var use in uses)
        {
            Should.Throw<InvalidOperationException>(use).Message.ShouldContain("CUDA");
        }

        TryInitializeDeviceType(DeviceType.CUDA).ShouldBeFalse();
        cuda.device_count().ShouldBe(0);
    }

    [Fact]
    public void Devices_have_names()
    {
        (new Device("cuda:1").ToString(), new Device("cpu").ToString(), CPU.type).ShouldBe(("cuda:1", "cpu", DeviceType.CPU));
        (new Device("cuda:1").index, new Device(DeviceType.CUDA, 2).ToString()).ShouldBe((1, "cuda:2"));
        Should.Throw<ArgumentException>(() => new Device("gpu"));
    }

    [Fact]
    public void The_number_of_threads_is_kept()
    {
        var before = get_num_threads();
        set_num_threads(1);
        get_num_threads().ShouldBe(1);
        set_num_threads(before);
        get_num_threads().ShouldBe(before);
    }
}
