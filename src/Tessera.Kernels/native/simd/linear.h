#pragma once
#include "simd/table.h"
#include "simd/vec.h"

namespace TK_LEVEL {

int64_t panel_count(int64_t outputs);
int64_t packed_floats(int64_t inputs, int64_t outputs);
void pack_panel(const tk::Matrix& weights, int64_t inputs, int64_t outputs, int64_t panel, float* panels);
void linear(const tk::Linear& layer, int64_t first, int64_t count, int64_t first_panel, int64_t panel_count);

// A step of weight_grad sums this many rows of x and grad_y.
constexpr int64_t grad_rows = 256;
constexpr size_t weight_grad_scratch = (2 * tk::weight_grad_block + tile_columns * W) * grad_rows;
void weight_grad(const tk_linear_grad& call, int64_t first, int64_t count, float* scratch);

} // namespace TK_LEVEL
