// What each instruction set provides: functions for one piece of work on one thread, free of OpenMP and of allocation.
#pragma once
#include "include/tessera_kernels.h"
#include <stddef.h>

namespace tk {

struct Table {
    const char* name;

    // Queries first .. first + count of one head; count <= attention_query_block.
    size_t attention_forward_scratch, attention_backward_scratch; // floats, for any head size
    void (*attention_forward)(const tk_attention&, int64_t batch, int64_t head, int64_t first, int64_t count, float* scratch);
    // A whole head.
    void (*attention_backward)(const tk_attention_grad&, int64_t batch, int64_t head, float* scratch);

    // `count` rows from row `first`, all of one item. Sums over these rows of what becomes dscale and dshift go to
    // partial[0..size) and partial[size..2 size), unless partial is null.
    void (*layer_norm_forward)(const tk_layer_norm&, int64_t first, int64_t count);
    void (*layer_norm_backward)(const tk_layer_norm_grad&, int64_t first, int64_t count, float* partial);
    void (*rms_norm_forward)(const tk_rms_norm&, int64_t first, int64_t count);
    void (*rms_norm_backward)(const tk_rms_norm_grad&, int64_t first, int64_t count, float* partial);

    // All heads of `count` tokens from first (counted over the batch). partial: d sums for q_weight, then d for k_weight.
    void (*qk_norm_rope_forward)(const tk_qk_norm_rope&, int64_t first, int64_t count);
    void (*qk_norm_rope_backward)(const tk_qk_norm_rope_grad&, int64_t first, int64_t count, float* partial);

    void (*activation_forward)(int activation, const float* x, float* y, int64_t count);
    void (*activation_backward)(int activation, const float* x, const float* grad_y, float* dx, int64_t count);
};

constexpr int64_t attention_query_block = 258; // at most; a multiple of the tile's 6 rows, so that 256 is one block

} // namespace tk
