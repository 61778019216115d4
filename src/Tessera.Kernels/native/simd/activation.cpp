// Element-wise activations. Tails go through the same vector code, so a value never depends on where a buffer ends.
#include "simd/activation.h"
#include "simd/activations.h"

namespace TK_LEVEL {
namespace {

template <typename F> inline void map(const float* x, float* y, int64_t count, F&& f) {
    for (int64_t i = 0; i < count; i += W)
        store_first(y + i, f(load_first(x + i, count - i)), count - i);
}

template <typename F> inline void map(const float* x, const float* grad_y, float* dx, int64_t count, F&& slope) {
    for (int64_t i = 0; i < count; i += W)
        store_first(dx + i, load_first(grad_y + i, count - i) * slope(load_first(x + i, count - i)), count - i);
}

} // namespace

void activation_forward(int activation, const float* x, float* y, int64_t count) {
    if (activation == TK_GELU_TANH)
        map(x, y, count, [](vf v) { return gelu_tanh(v); });
    else
        map(x, y, count, [](vf v) { return silu(v); });
}

void activation_backward(int activation, const float* x, const float* grad_y, float* dx, int64_t count) {
    if (activation == TK_GELU_TANH)
        map(x, grad_y, dx, count, [](vf v) { return gelu_tanh_slope(v); });
    else
        map(x, grad_y, dx, count, [](vf v) { return silu_slope(v); });
}

} // namespace TK_LEVEL
