#include "core/levels.h"
#include "core/status.h"
#include "ops/partial_sums.h"

namespace tk {
namespace {

constexpr int64_t max_size = 1 << 20;

void check(int64_t rows, int64_t size, const char* name) {
    require(rows >= 0, "%s: the number of rows must not be negative", name);
    require(size >= 1 && size <= max_size, "%s: rows must have from 1 to %lld values, not %lld", name, static_cast<long long>(max_size),
            static_cast<long long>(size));
}

void layer_norm_forward(const tk_layer_norm& call, int threads) {
    require_threads(threads);
    check(call.items < 0 || call.rows_per_item < 0 ? -1 : 0, call.size, "layer norm");
    require((call.scale == nullptr) == (call.shift == nullptr), "layer norm: give both scale and shift, or neither");
    if (call.items == 0 || call.rows_per_item == 0)
        return;
    require(call.x != nullptr && call.y != nullptr, "layer norm needs x and y");
    const auto& kernels = table();
    for_row_chunks(call.items, call.rows_per_item, threads,
                   [&](int64_t first, int64_t count, int64_t) { kernels.layer_norm_forward(call, first, count); });
}

void layer_norm_backward(const tk_layer_norm_grad& call, int threads) {
    require_threads(threads);
    check(call.items < 0 || call.rows_per_item < 0 ? -1 : 0, call.size, "layer norm");
    bool modulated = call.scale != nullptr;
    require(modulated == (call.dscale != nullptr) && modulated == (call.dshift != nullptr),
            "layer norm: dscale and dshift belong to scale: give all three, or none");
    if (call.items == 0)
        return;
    require(call.rows_per_item == 0 || (call.x != nullptr && call.mean != nullptr && call.rstd != nullptr && call.grad_y != nullptr && call.dx != nullptr),
            "layer norm's gradient needs x, mean, rstd, grad_y and dx");
    const auto& kernels = table();
    if (!modulated) {
        for_row_chunks(call.items, call.rows_per_item, threads,
                       [&](int64_t first, int64_t count, int64_t) { kernels.layer_norm_backward(call, first, count, nullptr); });
        return;
    }
    sum_row_chunks(
        call.items, call.rows_per_item, 2 * call.size, threads,
        [&](int64_t first, int64_t count, float* partial) { kernels.layer_norm_backward(call, first, count, partial); },
        [&](int64_t item, int64_t column, float sum) {
            float* to = column < call.size ? call.dscale : call.dshift;
            to[item * call.grad_modulation_stride + column % call.size] = sum;
        });
}

void rms_norm_forward(const tk_rms_norm& call, int threads) {
    require_threads(threads);
    check(call.rows, call.size, "RMS norm");
    if (call.rows == 0)
        return;
    require(call.x != nullptr && call.y != nullptr, "RMS norm needs x and y");
    const auto& kernels = table();
    for_row_chunks(1, call.rows, threads, [&](int64_t first, int64_t count, int64_t) { kernels.rms_norm_forward(call, first, count); });
}

void rms_norm_backward(const tk_rms_norm_grad& call, int threads) {
    require_threads(threads);
    check(call.rows, call.size, "RMS norm");
    require((call.weight == nullptr) == (call.dweight == nullptr), "RMS norm: give both weight and dweight, or neither");
    require(call.rows == 0 || (call.x != nullptr && call.rstd != nullptr && call.grad_y != nullptr && call.dx != nullptr),
            "RMS norm's gradient needs x, rstd, grad_y and dx");
    const auto& kernels = table();
    if (call.weight == nullptr) {
        for_row_chunks(1, call.rows, threads,
                       [&](int64_t first, int64_t count, int64_t) { kernels.rms_norm_backward(call, first, count, nullptr); });
        return;
    }
    sum_row_chunks(
        1, call.rows, call.size, threads,
        [&](int64_t first, int64_t count, float* partial) { kernels.rms_norm_backward(call, first, count, partial); },
        [&](int64_t, int64_t column, float sum) { call.dweight[column] = sum; });
}

} // namespace
} // namespace tk

int tk_layer_norm_forward(const tk_layer_norm* call, int threads) {
    return tk::guarded([&] { tk::layer_norm_forward(*call, threads); });
}

int tk_layer_norm_backward(const tk_layer_norm_grad* call, int threads) {
    return tk::guarded([&] { tk::layer_norm_backward(*call, threads); });
}

int tk_rms_norm_forward(const tk_rms_norm* call, int threads) {
    return tk::guarded([&] { tk::rms_norm_forward(*call, threads); });
}

int tk_rms_norm_backward(const tk_rms_norm_grad* call, int threads) {
    return tk::guarded([&] { tk::rms_norm_backward(*call, threads); });
}
