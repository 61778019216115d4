#include "core/levels.h"
#include "core/parallel.h"
#include "core/status.h"

namespace tk {
namespace {

constexpr int64_t max_extent = int64_t{1} << 31;

void check(const tk_attention_shape& shape) {
    require(shape.head_size >= 8 && shape.head_size <= 128 && shape.head_size % 8 == 0,
            "attention supports head sizes 8, 16, ... 128, not %lld", static_cast<long long>(shape.head_size));
    for (int64_t extent : {shape.batch, shape.heads, shape.queries, shape.keys})
        require(extent >= 0 && extent < max_extent, "attention sizes must be from 0 to 2^31 - 1, not %lld", static_cast<long long>(extent));
}

void forward(const tk_attention& call, int threads) {
    const auto& shape = call.shape;
    check(shape);
    require_threads(threads);
    if (shape.batch * shape.heads == 0 || shape.queries == 0)
        return;
    require(call.q != nullptr && call.o != nullptr, "attention needs q and o");
    require(shape.keys == 0 || (call.k != nullptr && call.v != nullptr), "attention needs k and v");
    const auto& kernels = table();
    // Query blocks of nearly equal size, a function of the shape alone.
    int64_t blocks = (shape.queries + attention_query_block - 1) / attention_query_block;
    int64_t size = (shape.queries + blocks - 1) / blocks;
    parallel_for(shape.batch * shape.heads * blocks, threads, kernels.attention_forward_scratch, [&](int64_t index, float* scratch) {
        int64_t head = index / blocks, first = index % blocks * size;
        int64_t count = shape.queries - first < size ? shape.queries - first : size;
        if (count > 0)
            kernels.attention_forward(call, head / shape.heads, head % shape.heads, first, count, scratch);
    });
}

void backward(const tk_attention_grad& call, int threads) {
    const auto& shape = call.shape;
    check(shape);
    require_threads(threads);
    if (shape.batch * shape.heads == 0)
        return;
    require(shape.queries == 0 || (call.q != nullptr && call.o != nullptr && call.grad_o != nullptr && call.lse != nullptr && call.dq != nullptr),
            "attention's gradient needs q, o, grad_o, lse and dq");
    require(shape.keys == 0 || (call.k != nullptr && call.v != nullptr && call.dk != nullptr && call.dv != nullptr),
            "attention's gradient needs k, v, dk and dv");
    const auto& kernels = table();
    parallel_for(shape.batch * shape.heads, threads, kernels.attention_backward_scratch, [&](int64_t index, float* scratch) {
        kernels.attention_backward(call, index / shape.heads, index % shape.heads, scratch);
    });
}

} // namespace
} // namespace tk

int tk_attention_forward(const tk_attention* call, int threads) {
    return tk::guarded([&] { tk::forward(*call, threads); });
}

int tk_attention_backward(const tk_attention_grad* call, int threads) {
    return tk::guarded([&] { tk::backward(*call, threads); });
}
