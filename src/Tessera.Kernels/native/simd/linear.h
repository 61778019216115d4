#pragma once
#include "simd/table.h"

namespace TK_LEVEL {

int64_t panel_count(int64_t outputs);
int64_t packed_floats(int64_t inputs, int64_t outputs);
void pack_panel(const float* weights, int64_t stride, int64_t inputs, int64_t outputs, int64_t panel, float* panels);
void linear(const tk::Linear& layer, int64_t first, int64_t count, int64_t first_panel, int64_t panel_count);

} // namespace TK_LEVEL
