// Products with weights packed into panels: what linear layers and convolutions share.
#pragma once
#include "simd/table.h"
#include "simd/tile.h"

namespace TK_LEVEL {

// The columns of a [K,N] matrix in groups of at most tile_columns vectors, nearly equal, N padded with zeros.
struct Panels {
    int64_t vectors, count;
    explicit Panels(int64_t n) : vectors((n + W - 1) / W), count((vectors + tile_columns - 1) / tile_columns) {}
    int64_t first(int64_t panel) const { return vectors * panel / count; }
    int64_t columns(int64_t panel) const { return first(panel + 1) - first(panel); }
};

using tk::Segment;

template <int rows, int columns> inline void panel_tile(const Segment* segments, int64_t count, const float* b, float* out) {
    vf sums[rows][columns] = {};
    for (int64_t s = 0; s < count; s++) {
        accumulate(sums, segments[s].a, segments[s].row_step, 1, b, columns * W, segments[s].steps);
        b += segments[s].steps * columns * W;
    }
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
        for (int j = 0; j < columns; j++)
            store(out + (r * columns + j) * W, sums[r][j]);
}

template <int rows> inline void panel_rows(int64_t columns, const Segment* segments, int64_t count, const float* b, float* out) {
    if constexpr (tile_columns >= 4) {
        if (columns == 4)
            return panel_tile<rows, 4>(segments, count, b, out);
        if (columns == 3)
            return panel_tile<rows, 3>(segments, count, b, out);
    }
    if (columns == 2)
        panel_tile<rows, 2>(segments, count, b, out);
    else
        panel_tile<rows, 1>(segments, count, b, out);
}

// out[r][columns * W] = sums over the segments, for `rows` rows, 1 to tile_rows.
inline void panel_product(int64_t rows, int64_t columns, const Segment* segments, int64_t count, const float* b, float* out) {
    switch (rows) {
    case 1:
        return panel_rows<1>(columns, segments, count, b, out);
    case 2:
        return panel_rows<2>(columns, segments, count, b, out);
    case 3:
        return panel_rows<3>(columns, segments, count, b, out);
    case 4:
        return panel_rows<4>(columns, segments, count, b, out);
    case 5:
        return panel_rows<5>(columns, segments, count, b, out);
    default:
        return panel_rows<6>(columns, segments, count, b, out);
    }
}

} // namespace TK_LEVEL
