// Row-wise normalisations: a row's result depends on that row alone.
#include "simd/norm.h"
#include "simd/vec.h"

namespace TK_LEVEL {
namespace {

template <typename F> inline void for_lanes(int64_t size, F&& f) {
    for (int64_t c = 0; c < size; c += W)
        f(c, smaller<int64_t>(W, size - c));
}

inline void clear(float* p, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        p[i] = 0;
}

inline void accumulate(float* p, vf value, int64_t lanes) { store_first(p, load_first(p, lanes) + value, lanes); }

// Zero beyond `lanes`, so that a padded tail adds nothing to a sum of squares.
inline vf centred(const float* x, float mean, int64_t lanes) {
    vf v = load_first(x, lanes) - mean;
    if (lanes < W)
        for (int64_t i = lanes; i < W; i++)
            v[i] = 0;
    return v;
}

} // namespace

void layer_norm_forward(const tk_layer_norm& call, int64_t first, int64_t count) {
    int64_t size = call.size, item = first / call.rows_per_item;
    const float* scale = call.scale == nullptr ? nullptr : call.scale + item * call.modulation_stride;
    const float* shift = call.shift == nullptr ? nullptr : call.shift + item * call.modulation_stride;
    for (int64_t row = first; row < first + count; row++) {
        const float* x = call.x + row * size;
        float* y = call.y + row * size;
        float mean = sum_over(size, [&](int64_t c, int64_t lanes) { return load_first(x + c, lanes); }) / static_cast<float>(size);
        float squares = sum_over(size, [&](int64_t c, int64_t lanes) {
            vf v = centred(x + c, mean, lanes);
            return v * v;
        });
        float rstd = 1.0f / __builtin_sqrtf(squares / static_cast<float>(size) + call.eps);
        for_lanes(size, [&](int64_t c, int64_t lanes) {
            vf v = (load_first(x + c, lanes) - mean) * rstd;
            if (scale != nullptr)
                v = v * (1.0f + load_first(scale + c, lanes)) + load_first(shift + c, lanes);
            store_first(y + c, v, lanes);
        });
        if (call.mean != nullptr)
            call.mean[row] = mean;
        if (call.rstd != nullptr)
            call.rstd[row] = rstd;
    }
}

void layer_norm_backward(const tk_layer_norm_grad& call, int64_t first, int64_t count, float* partial) {
    int64_t size = call.size, item = first / call.rows_per_item;
    const float* scale = call.scale == nullptr ? nullptr : call.scale + item * call.modulation_stride;
    float inverse = 1.0f / static_cast<float>(size);
    if (partial != nullptr)
        clear(partial, 2 * size);
    for (int64_t row = first; row < first + count; row++) {
        const float *x = call.x + row * size, *grad = call.grad_y + row * size;
        float *dx = call.dx + row * size, mean = call.mean[row], rstd = call.rstd[row];
        auto normal = [&](int64_t c, int64_t lanes) { return (load_first(x + c, lanes) - mean) * rstd; };
        auto slope = [&](int64_t c, int64_t lanes) {
            vf g = load_first(grad + c, lanes);
            return scale == nullptr ? g : g * (1.0f + load_first(scale + c, lanes));
        };
        float sum = sum_over(size, slope) * inverse;
        float moment = sum_over(size, [&](int64_t c, int64_t lanes) { return slope(c, lanes) * normal(c, lanes); }) * inverse;
        for_lanes(size, [&](int64_t c, int64_t lanes) {
            vf v = normal(c, lanes), s = slope(c, lanes), g = load_first(grad + c, lanes);
            if (partial != nullptr) {
                accumulate(partial + c, g * v, lanes);
                accumulate(partial + size + c, g, lanes);
            }
            store_first(dx + c, (s - sum - v * moment) * rstd, lanes);
        });
    }
}

void rms_norm_forward(const tk_rms_norm& call, int64_t first, int64_t count) {
    int64_t size = call.size;
    for (int64_t row = first; row < first + count; row++) {
        const float* x = call.x + row * size;
        float* y = call.y + row * size;
        float squares = sum_over(size, [&](int64_t c, int64_t lanes) {
            vf v = load_first(x + c, lanes);
            return v * v;
        });
        float rstd = 1.0f / __builtin_sqrtf(squares / static_cast<float>(size) + call.eps);
        for_lanes(size, [&](int64_t c, int64_t lanes) {
            vf v = load_first(x + c, lanes) * rstd;
            store_first(y + c, call.weight == nullptr ? v : v * load_first(call.weight + c, lanes), lanes);
        });
        if (call.rstd != nullptr)
            call.rstd[row] = rstd;
    }
}

void rms_norm_backward(const tk_rms_norm_grad& call, int64_t first, int64_t count, float* partial) {
    int64_t size = call.size;
    if (partial != nullptr)
        clear(partial, size);
    for (int64_t row = first; row < first + count; row++) {
        const float *x = call.x + row * size, *grad = call.grad_y + row * size;
        float *dx = call.dx + row * size, rstd = call.rstd[row];
        auto normal = [&](int64_t c, int64_t lanes) { return load_first(x + c, lanes) * rstd; };
        auto slope = [&](int64_t c, int64_t lanes) {
            vf g = load_first(grad + c, lanes);
            return call.weight == nullptr ? g : g * load_first(call.weight + c, lanes);
        };
        float moment = sum_over(size, [&](int64_t c, int64_t lanes) { return slope(c, lanes) * normal(c, lanes); }) / static_cast<float>(size);
        for_lanes(size, [&](int64_t c, int64_t lanes) {
            vf v = normal(c, lanes), s = slope(c, lanes);
            if (partial != nullptr)
                accumulate(partial + c, load_first(grad + c, lanes) * v, lanes);
            store_first(dx + c, (s - v * moment) * rstd, lanes);
        });
    }
}

} // namespace TK_LEVEL
