#pragma once
#include "simd/vec.h"

namespace TK_LEVEL {

inline vf silu(vf x) { return x * sigmoid(x); }

// f'(x) of x sigmoid(u(x)) given u and du/dx: s + x s (1 - s) du/dx, where s (1 - s) = t / (1 + t)^2 with
// t = e^-|u| neither overflows nor cancels.
inline vf gated_slope(vf x, vf u, vf du) {
    vf t = exp(u < 0.0f ? u : -u);
    vf upper = 1.0f / (1.0f + t);
    vf lower = t * upper;
    return (u < 0.0f ? lower : upper) + x * (upper * lower) * du;
}

inline vf silu_slope(vf x) { return gated_slope(x, x, splat(1.0f)); }

// 0.5 x (1 + tanh u) with u = sqrt(2/pi) (x + 0.044715 x^3); (1 + tanh u) / 2 is the logistic function of 2u.
inline vf gelu_tanh(vf x) { return x * sigmoid(x * (1.59576912f + 0.0713548163f * (x * x))); }

inline vf gelu_tanh_slope(vf x) {
    vf square = x * x;
    return gated_slope(x, x * (1.59576912f + 0.0713548163f * square), 1.59576912f + 0.214064449f * square);
}

} // namespace TK_LEVEL
