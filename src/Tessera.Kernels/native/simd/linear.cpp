// Linear layers: 6 rows times a panel of outputs at a time, the epilogue while the tile is in the nearest cache.
#include "simd/linear.h"
#include "simd/activations.h"
#include "simd/panel.h"

namespace TK_LEVEL {
namespace {

inline vf activate(int activation, vf v) {
    if (activation == TK_GELU_TANH)
        return gelu_tanh(v);
    return activation == TK_SILU ? silu(v) : v;
}

// Writes one row of a tile: outputs from .. from + count.
inline void finish_row(const tk_linear& call, int64_t row, int64_t from, int64_t count, const float* sums) {
    const float* bias = call.bias == nullptr ? nullptr : call.bias + from;
    const float* residual = call.residual == nullptr ? nullptr : call.residual + row * call.residual_stride + from;
    const float* gate = call.gate == nullptr ? nullptr : call.gate + row / call.rows_per_item * call.gate_stride + from;
    float* y = call.y + row * call.y_stride + from;
    for (int64_t c = 0; c < count; c += W) {
        vf v = load(sums + c);
        if (bias != nullptr)
            v += load_first(bias + c, count - c);
        v = activate(call.activation, v);
        if (gate != nullptr)
            v *= load_first(gate + c, count - c);
        if (residual != nullptr)
            v += load_first(residual + c, count - c);
        store_first(y + c, v, count - c);
    }
}

} // namespace

int64_t panel_count(int64_t outputs) { return Panels(outputs).count; }

int64_t packed_floats(int64_t inputs, int64_t outputs) { return inputs * Panels(outputs).vectors * W; }

void pack_panel(const tk::Matrix& weights, int64_t inputs, int64_t outputs, int64_t panel, float* panels) {
    Panels layout(outputs);
    int64_t width = layout.columns(panel) * W, from = layout.first(panel) * W;
    float* to = panels + from * inputs;
    const float* origin = weights.data + from * weights.row_step;
    for (int64_t c = 0; c < width; c += W) {
        int64_t lanes = smaller<int64_t>(W, outputs - from - c);
        for (int64_t k = 0; k < inputs; k++) {
            const float* column = origin + c * weights.row_step + k * weights.column_step;
            float* target = to + k * width + c;
            if (weights.row_step == 1)
                store(target, load_first(column, lanes));
            else
                for (int64_t lane = 0; lane < W; lane++)
                    target[lane] = lane < lanes ? column[lane * weights.row_step] : 0;
        }
    }
}

void linear(const tk::Linear& layer, int64_t first, int64_t count, int64_t first_panel, int64_t panels) {
    const auto& call = layer.call;
    Panels layout(call.outputs);
    alignas(64) float sums[tile_rows * tile_columns * W];
    for (int64_t panel = first_panel; panel < first_panel + panels; panel++) {
        int64_t columns = layout.columns(panel), from = layout.first(panel) * W;
        for (int64_t row = first; row < first + count; row += tile_rows) {
            int64_t rows = smaller<int64_t>(tile_rows, first + count - row);
            Segment segment{call.x + row * call.x_stride, call.x_stride, call.inputs};
            panel_product(rows, columns, &segment, 1, layer.panels + from * call.inputs, sums);
            for (int64_t r = 0; r < rows; r++)
                finish_row(call, row + r, from, smaller(columns * W, call.outputs - from), sums + r * columns * W);
        }
    }
}

} // namespace TK_LEVEL
