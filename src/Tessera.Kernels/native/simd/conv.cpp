// Convolutions as products: 6 neighbouring pixels times a panel of outputs, one run of steps per tap.
#include "simd/conv.h"
#include "simd/activations.h"
#include "simd/panel.h"

namespace TK_LEVEL {
namespace {

using tk::ConvStrip;

inline void store_pixel(const ConvStrip& strip, int64_t x, int64_t from, int64_t width, const float* sums) {
    int64_t group_width = round_up(strip.channels, W);
    for (int64_t c = 0; c < width; c += W) {
        // A vector never spans two groups, because groups are padded to whole vectors.
        int64_t group = (from + c) / group_width, channel = (from + c) % group_width;
        int64_t at = (x * strip.shuffle + group % strip.shuffle) * strip.channels + channel;
        int64_t lanes = strip.channels - channel, line = group / strip.shuffle;
        vf v = load(sums + c) + load(strip.bias + from + c);
        if (strip.factor != nullptr)
            v *= load_first(strip.factor + at, lanes);
        if (strip.residual != nullptr)
            v += load_first(strip.residual + at, lanes);
        if (strip.raw[line] != nullptr)
            store_first(strip.raw[line] + at, v, lanes);
        if (strip.activated[line] != nullptr)
            store_first(strip.activated[line] + at, silu(v), lanes);
    }
}

inline void store_picture(const ConvStrip& strip, int64_t x, int64_t from, int64_t width, const float* sums) {
    float* pixel = strip.picture + x * strip.picture_step;
    for (int64_t n = from; n < smaller(from + width, strip.outputs); n++)
        pixel[strip.picture_offsets[n]] = sums[n - from] + strip.bias[n];
}

} // namespace

void conv(const ConvStrip& strip) {
    Panels layout(strip.outputs);
    Segment segments[18];
    int64_t steps = 0;
    for (int64_t s = 0; s < strip.segment_count; s++)
        steps += strip.segments[s].steps;
    alignas(64) float sums[tile_rows * tile_columns * W];
    for (int64_t panel = 0; panel < layout.count; panel++) {
        int64_t from = layout.first(panel) * W, columns = layout.columns(panel), width = columns * W;
        for (int64_t x = strip.first; x < strip.first + strip.count; x += tile_rows) {
            int64_t pixels = smaller<int64_t>(tile_rows, strip.first + strip.count - x);
            for (int64_t s = 0; s < strip.segment_count; s++) {
                segments[s] = strip.segments[s];
                segments[s].a += x * segments[s].row_step;
            }
            panel_product(pixels, columns, segments, strip.segment_count, strip.panels + from * steps, sums);
            for (int64_t r = 0; r < pixels; r++) {
                if (strip.picture != nullptr)
                    store_picture(strip, x + r, from, width, sums + r * width);
                else
                    store_pixel(strip, x + r, from, width, sums + r * width);
            }
        }
    }
}

} // namespace TK_LEVEL
