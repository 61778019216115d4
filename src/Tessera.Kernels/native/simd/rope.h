#pragma once
#include "simd/table.h"

namespace TK_LEVEL {

void qk_norm_rope_forward(const tk_qk_norm_rope& call, int64_t first, int64_t count);
void qk_norm_rope_backward(const tk_qk_norm_rope_grad& call, int64_t first, int64_t count, float* partial);

} // namespace TK_LEVEL
