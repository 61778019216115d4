#pragma once
#include "simd/table.h"

namespace TK_LEVEL {

void activation_forward(int activation, const float* x, float* y, int64_t count);
void activation_backward(int activation, const float* x, const float* grad_y, float* dx, int64_t count);

} // namespace TK_LEVEL
