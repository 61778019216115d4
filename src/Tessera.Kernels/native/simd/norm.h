#pragma once
#include "simd/table.h"

namespace TK_LEVEL {

void layer_norm_forward(const tk_layer_norm& call, int64_t first, int64_t count);
void layer_norm_backward(const tk_layer_norm_grad& call, int64_t first, int64_t count, float* partial);
void rms_norm_forward(const tk_rms_norm& call, int64_t first, int64_t count);
void rms_norm_backward(const tk_rms_norm_grad& call, int64_t first, int64_t count, float* partial);

} // namespace TK_LEVEL
