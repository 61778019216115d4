// What each instruction set provides: functions for one piece of work on one thread, free of OpenMP and of allocation.
#pragma once
#include "include/tessera_kernels.h"
#include <stddef.h>

namespace tk {

// One linear layer, checked.
struct Linear {
    const tk_linear& call;
    const float* panels;
};

// Element (row, column) is data[row * row_step + column * column_step].
struct Matrix {
    const float* data;
    int64_t row_step, column_step;
};

constexpr int64_t weight_grad_block = 48; // rows of dw at a time, at most

// A run of steps of a product: row r of the left side at step t is a[r * row_step + t].
struct Segment {
    const float* a;
    int64_t row_step, steps;
};

constexpr int max_shuffle = 8;

// Part of one row of a convolution's output: pixels first .. first + count.
struct ConvStrip {
    const Segment* segments; // input by tap, at pixel 0
    int64_t segment_count;
    const float *panels, *bias; // bias: as many as packed outputs
    int64_t first, count, outputs, channels, shuffle;
    const float *factor, *residual; // at pixel 0, or null
    // Rows of the output at pixel 0, one for each of the `shuffle` rows an input row becomes; null where not wanted.
    float* raw[max_shuffle];
    float* activated[max_shuffle];
    // Or, for a picture: where output n of pixel 0 goes; pixel x is x * picture_step further.
    float* picture;
    const int64_t* picture_offsets;
    int64_t picture_step;
};

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

    // A weight matrix [outputs, inputs] as panels; packed_floats(inputs, outputs) is their size together.
    int64_t (*panel_count)(int64_t outputs);
    int64_t (*packed_floats)(int64_t inputs, int64_t outputs);
    void (*pack_panel)(const Matrix& weights, int64_t inputs, int64_t outputs, int64_t panel, float* panels);
    // Rows first .. first + count and panels first_panel .. first_panel + panel_count of y.
    void (*linear)(const Linear&, int64_t first, int64_t count, int64_t first_panel, int64_t panel_count);

    // Rows first .. first + count of dw, and of dbias; count <= weight_grad_block.
    size_t weight_grad_scratch; // floats, for any size
    void (*weight_grad)(const tk_linear_grad&, int64_t first, int64_t count, float* scratch);

    int64_t lanes; // floats a vector: outputs of a convolution come in groups padded to these
    void (*conv)(const ConvStrip&);
};

constexpr int64_t attention_query_block = 258; // at most; a multiple of the tile's 6 rows, so that 256 is one block

} // namespace tk
