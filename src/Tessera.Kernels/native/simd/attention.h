#pragma once
#include "simd/table.h"
#include "simd/vec.h"

namespace TK_LEVEL {

constexpr int64_t key_block = 192;
constexpr int64_t max_head = 128;
constexpr int64_t max_queries = tk::attention_query_block;
constexpr int64_t gradient_query_block = 48;

constexpr size_t attention_forward_scratch =
    2 * max_queries * max_head + 3 * key_block * max_head + tile_rows * key_block + (max_queries + 16) * (W + 1);
constexpr size_t attention_backward_scratch =
    6 * key_block * max_head + 3 * gradient_query_block * max_head + 2 * gradient_query_block * (key_block + 1);

void attention_forward(const tk_attention& call, int64_t batch, int64_t head, int64_t first, int64_t count, float* scratch);
void attention_backward(const tk_attention_grad& call, int64_t batch, int64_t head, float* scratch);

} // namespace TK_LEVEL
