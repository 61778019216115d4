#include "core/levels.h"
#include "core/parallel.h"
#include "core/status.h"

namespace tk {
namespace {

constexpr int64_t chunk = 1 << 14; // elements a thread takes at a time

void check(int activation, int64_t count, int threads) {
    require_threads(threads);
    require(activation == TK_GELU_TANH || activation == TK_SILU, "unknown activation %d", activation);
    require(count >= 0, "the number of elements must not be negative");
}

template <typename Body> void for_chunks(int64_t count, int threads, Body&& body) {
    parallel_for((count + chunk - 1) / chunk, threads, 0, [&](int64_t index, float*) {
        int64_t first = index * chunk;
        body(first, count - first < chunk ? count - first : chunk);
    });
}

} // namespace
} // namespace tk

int tk_activation_forward(int activation, const float* x, float* y, int64_t count, int threads) {
    return tk::guarded([&] {
        tk::check(activation, count, threads);
        tk::require(count == 0 || (x != nullptr && y != nullptr), "an activation needs x and y");
        const auto& kernels = tk::table();
        tk::for_chunks(count, threads, [&](int64_t first, int64_t size) { kernels.activation_forward(activation, x + first, y + first, size); });
    });
}

int tk_activation_backward(int activation, const float* x, const float* grad_y, float* dx, int64_t count, int threads) {
    return tk::guarded([&] {
        tk::check(activation, count, threads);
        tk::require(count == 0 || (x != nullptr && grad_y != nullptr && dx != nullptr), "an activation's gradient needs x, grad_y and dx");
        const auto& kernels = tk::table();
        tk::for_chunks(count, threads, [&](int64_t first, int64_t size) {
            kernels.activation_backward(activation, x + first, grad_y + first, dx + first, size);
        });
    });
}
