// The inner product tile that attention, linear layers and convolutions are made of.
#pragma once
#include "simd/vec.h"

namespace TK_LEVEL {

// sums[r][j] += sum_t a[r * a_row + t * a_step] * b[t * b_step + j] for vectors j, t ascending, one accumulator per
// element: an element's value does not depend on which rows and columns share its tile.
template <int rows, int columns>
inline void accumulate(vf (&sums)[rows][columns], const float* a, int64_t a_row, int64_t a_step, const float* b, int64_t b_step, int64_t steps) {
    for (int64_t t = 0; t < steps; t++) {
        vf right[columns];
#pragma GCC unroll 4
        for (int j = 0; j < columns; j++)
            right[j] = load(b + t * b_step + j * W);
#pragma GCC unroll 8
        for (int r = 0; r < rows; r++) {
            vf left = splat(a[r * a_row + t * a_step]);
#pragma GCC unroll 4
            for (int j = 0; j < columns; j++)
                sums[r][j] += left * right[j];
        }
    }
}

enum class Start { zero, scaled };

// c[r][j] = start + sum_t a[r * a_row + t * a_step] * b[t * b_step + j] for 6 rows; start: zero, or c[r][j] * factor[r].
template <int columns, Start start>
inline void tile(const float* a, int64_t a_row, int64_t a_step, const float* b, int64_t b_step, int64_t steps, float* c,
                 int64_t c_row, const float* factor) {
    vf sums[tile_rows][columns];
#pragma GCC unroll 8
    for (int r = 0; r < tile_rows; r++)
#pragma GCC unroll 4
        for (int j = 0; j < columns; j++)
            sums[r][j] = start == Start::zero ? vf{} : load(c + r * c_row + j * W) * factor[r];
    accumulate(sums, a, a_row, a_step, b, b_step, steps);
#pragma GCC unroll 8
    for (int r = 0; r < tile_rows; r++)
#pragma GCC unroll 4
        for (int j = 0; j < columns; j++)
            store(c + r * c_row + j * W, sums[r][j]);
}

// tile() over `width` floats (a multiple of W), in the fewest column groups of nearly equal size.
template <Start start>
inline void product(const float* a, int64_t a_row, int64_t a_step, const float* b, int64_t b_step, int64_t steps, float* c,
                    int64_t c_row, int64_t width, const float* factor) {
    int64_t vectors = width / W;
    int64_t groups = (vectors + tile_columns - 1) / tile_columns;
    for (int64_t done = 0; groups > 0; groups--) {
        int64_t columns = (vectors - done + groups - 1) / groups;
        const float* right = b + done * W;
        float* out = c + done * W;
        if constexpr (tile_columns >= 4) {
            if (columns == 4)
                tile<4, start>(a, a_row, a_step, right, b_step, steps, out, c_row, factor);
            else if (columns == 3)
                tile<3, start>(a, a_row, a_step, right, b_step, steps, out, c_row, factor);
        }
        if (columns == 2)
            tile<2, start>(a, a_row, a_step, right, b_step, steps, out, c_row, factor);
        else if (columns == 1)
            tile<1, start>(a, a_row, a_step, right, b_step, steps, out, c_row, factor);
        done += columns;
    }
}

constexpr int64_t prefetched_rows = 12;

// Asks for `count` floats that will soon be read (0) or written (1); any address will do.
template <int write> inline void prefetch(const float* p, int64_t count) {
    for (int64_t c = 0; c < count; c += 16)
        __builtin_prefetch(p + c, write);
}

// Copies `rows` rows of d floats times `factor` into rows of `pitch` floats, zeros up to the pitch, then zero rows to `padded_rows`.
inline void pack_rows(const float* from, int64_t step, int64_t rows, int64_t d, float factor, float* to, int64_t pitch,
                      int64_t padded_rows) {
    for (int64_t r = 0; r < padded_rows; r++) {
        // Rows lie too far apart for the processor to see the pattern in time.
        prefetch<0>(from + (r + prefetched_rows) * step, d);
        for (int64_t c = 0; c < pitch; c += W) {
            int64_t lanes = r < rows ? larger<int64_t>(0, d - c) : 0;
            store(to + r * pitch + c, lanes > 0 ? load_first(from + r * step + c, lanes) * factor : vf{});
        }
    }
}

// Transposes a packed block of `rows` x `columns` (multiples of W) with pitch `pitch` into `columns` rows of `to_pitch` floats.
inline void transpose(const float* from, int64_t pitch, int64_t rows, int64_t columns, float* to, int64_t to_pitch) {
    for (int64_t r = 0; r < rows; r += W)
        for (int64_t c = 0; c < columns; c += W) {
            vf v[W];
#pragma GCC unroll 16
            for (int i = 0; i < W; i++)
                v[i] = load(from + (r + i) * pitch + c);
            // Swap ever smaller off-diagonal squares: after the step of size h, rows i and i + h have exchanged halves.
#pragma GCC unroll 4
            for (int h = W / 2; h > 0; h /= 2) {
                vi low, high;
                for (int lane = 0; lane < W; lane++) {
                    low[lane] = lane & h ? W + lane - h : lane;
                    high[lane] = lane & h ? W + lane : lane + h;
                }
#pragma GCC unroll 16
                for (int i = 0; i < W; i++) {
                    if (i & h)
                        continue;
                    vf upper = v[i], lower = v[i + h];
                    v[i] = __builtin_shuffle(upper, lower, low);
                    v[i + h] = __builtin_shuffle(upper, lower, high);
                }
            }
#pragma GCC unroll 16
            for (int i = 0; i < W; i++)
                store(to + (c + i) * to_pitch + r, v[i]);
        }
}

} // namespace TK_LEVEL
