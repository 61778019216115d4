// What has no operator of its own: handles, metadata, gradients, process-wide settings.
#include "abi.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <malloc.h>

namespace tessera {

namespace {
thread_local std::string last_error;
} // namespace

void set_error(const char* message)
{
    last_error = message;
}

std::vector<at::Tensor> borrow_all(const Handle* handles, int64_t count)
{
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int64_t i = 0; i < count; ++i) {
        tensors.push_back(borrow(handles[i]));
    }
    return tensors;
}

c10::Device parse_device(const char* description)
{
    const c10::Device device(description);
    TORCH_CHECK(!device.is_cuda() || torch::cuda::is_available(),
        "this libtorch has no CUDA device, so '", description, "' cannot be used; choose 'cpu' or install a CUDA build of libtorch");
    return device;
}

} // namespace tessera

using tessera::borrow;
using tessera::borrow_all;
using tessera::guarded;
using tessera::Handle;
using tessera::release;

// Called once, before anything else. Keeps freed activations in the heap: without it glibc maps and unmaps (and the kernel
// zeroes) every large tensor again. The heap may hold back `keep_bytes` at its top.
TT_API void tt_initialize(int64_t keep_bytes)
{
    mallopt(M_MMAP_THRESHOLD, 1 << 25);
    mallopt(M_TRIM_THRESHOLD, static_cast<int>(keep_bytes));
}

TT_API const char* tt_version() { return TORCH_VERSION; }

TT_API const char* tt_error() { return tessera::last_error.c_str(); }

TT_API void tt_dispose(Handle tensor) { c10::raw::intrusive_ptr::decref(tensor); }

TT_API Handle tt_alias(Handle tensor) { return release(borrow(tensor)); }

TT_API int64_t tt_dim(Handle tensor) { return tensor->dim(); }

TT_API void tt_shape(Handle tensor, int64_t* sizes, int64_t* strides)
{
    for (int64_t i = 0; i < tensor->dim(); ++i) {
        sizes[i] = tensor->size(i);
        strides[i] = tensor->stride(i);
    }
}

TT_API int64_t tt_numel(Handle tensor) { return tensor->numel(); }

TT_API int64_t tt_is_contiguous(Handle tensor) { return tensor->is_contiguous(); }

TT_API int32_t tt_dtype(Handle tensor) { return static_cast<int32_t>(c10::typeMetaToScalarType(tensor->dtype())); }

// The device type in the high half, its index in the low half.
TT_API int64_t tt_device(Handle tensor)
{
    const c10::Device device = tensor->device();
    return static_cast<int64_t>(device.type()) << 32 | static_cast<uint32_t>(device.index());
}

TT_API void* tt_data(Handle tensor)
{
    return guarded<void*>(nullptr, [&] { return borrow(tensor).data_ptr(); });
}

TT_API int64_t tt_requires_grad(Handle tensor)
{
    return tensor->requires_grad();
}

TT_API int64_t tt_set_requires_grad(Handle tensor, int64_t value)
{
    return guarded<int64_t>(-1, [&] {
        borrow(tensor).requires_grad_(value != 0);
        return 0;
    });
}

TT_API int64_t tt_is_leaf(Handle tensor) { return borrow(tensor).is_leaf(); }

TT_API Handle tt_grad(Handle tensor)
{
    return guarded<Handle>(nullptr, [&] { return release(borrow(tensor).mutable_grad()); });
}

TT_API int64_t tt_set_grad(Handle tensor, Handle gradient)
{
    return guarded<int64_t>(-1, [&] {
        borrow(tensor).mutable_grad() = borrow(gradient);
        return 0;
    });
}

TT_API int64_t tt_backward(Handle root, Handle gradient, int64_t retain_graph, int64_t create_graph)
{
    return guarded<int64_t>(-1, [&] {
        torch::autograd::backward({borrow(root)}, {borrow(gradient)}, retain_graph != 0, create_graph != 0);
        return 0;
    });
}

TT_API int64_t tt_grad_enabled() { return at::GradMode::is_enabled(); }

TT_API void tt_set_grad_enabled(int64_t enabled) { at::GradMode::set_enabled(enabled != 0); }

TT_API int32_t tt_num_threads() { return at::get_num_threads(); }

TT_API int64_t tt_set_num_threads(int32_t count)
{
    return guarded<int64_t>(-1, [&] {
        at::set_num_threads(count);
        return 0;
    });
}

TT_API int64_t tt_manual_seed(int64_t seed)
{
    return guarded<int64_t>(-1, [&] {
        at::manual_seed(static_cast<uint64_t>(seed));
        return 0;
    });
}

TT_API int32_t tt_cuda_device_count()
{
    return guarded<int32_t>(0, [] { return torch::cuda::is_available() ? static_cast<int32_t>(torch::cuda::device_count()) : 0; });
}

TT_API int64_t tt_cuda_synchronize(int64_t device)
{
    return guarded<int64_t>(-1, [&] {
        torch::cuda::synchronize(device);
        return 0;
    });
}
