// Gradient of a linear layer's weights: a block of rows of dw, summed over the batch in a fixed order.
#include "simd/linear.h"
#include "simd/tile.h"

namespace TK_LEVEL {
namespace {

// Rows first .. of dw need columns first .. of grad_y: turns `rows` of them into lines of grad_rows floats, zeros beyond.
void take_columns(const float* grad_y, int64_t stride, int64_t rows, int64_t count, float* packed, float* lines) {
    constexpr int64_t width = tk::weight_grad_block;
    pack_rows(grad_y, stride, rows, count, 1.0f, packed, width, round_up(rows, W));
    transpose(packed, width, round_up(rows, W), width, lines, grad_rows);
}

} // namespace

void weight_grad(const tk_linear_grad& call, int64_t first, int64_t count, float* scratch) {
    constexpr int64_t panel = tile_columns * W;
    static_assert(tk::weight_grad_block % W == 0 && tk::weight_grad_block % tile_rows == 0, "whole tiles");
    const float ones[tile_rows] = {1, 1, 1, 1, 1, 1};
    float *packed = scratch, *lines = packed + tk::weight_grad_block * grad_rows, *padded = lines + tk::weight_grad_block * grad_rows;
    alignas(64) float sums[tile_rows * panel];
    for (int64_t row = 0; row < call.rows; row += grad_rows) {
        int64_t rows = smaller(grad_rows, call.rows - row);
        take_columns(call.grad_y + row * call.grad_y_stride + first, call.grad_y_stride, rows, count, packed, lines);
        if (call.dbias != nullptr)
            for (int64_t n = 0; n < count; n++) {
                float sum = sum_over(rows, [&](int64_t t, int64_t lanes) { return load_first(lines + n * grad_rows + t, lanes); });
                call.dbias[first + n] = row == 0 ? sum : call.dbias[first + n] + sum;
            }
        for (int64_t column = 0; column < call.inputs; column += panel) {
            int64_t columns = smaller(panel, call.inputs - column);
            const float* right = call.x + row * call.x_stride + column;
            int64_t right_step = call.x_stride;
            if (columns < panel) {
                pack_rows(right, right_step, rows, columns, 1.0f, padded, panel, rows);
                right = padded;
                right_step = panel;
            }
            for (int64_t n = 0; n < count; n += tile_rows) {
                int64_t held = smaller<int64_t>(tile_rows, count - n);
                float* dw = call.dw + (first + n) * call.dw_stride + column;
                for (int64_t r = 0; r < held; r++)
                    for (int64_t c = 0; c < columns; c += W)
                        store(sums + r * panel + c, row == 0 ? vf{} : load_first(dw + r * call.dw_stride + c, columns - c));
                tile<tile_columns, Start::scaled>(lines + n * grad_rows, grad_rows, 1, right, right_step, rows, sums, panel, ones);
                for (int64_t r = 0; r < held; r++)
                    for (int64_t c = 0; c < columns; c += W)
                        store_first(dw + r * call.dw_stride + c, load(sums + r * panel + c), columns - c);
            }
        }
    }
}

} // namespace TK_LEVEL
