#include "core/levels.h"
#include "core/parallel.h"
#include "core/status.h"
#include <algorithm>
#include <memory>

struct tk_weights {
    const tk::Table& kernels;
    int64_t outputs, inputs;
    tk::Scratch panels;
};

namespace tk {
namespace {

constexpr int64_t max_side = 1 << 24;

void check_sides(int64_t outputs, int64_t inputs) {
    require(outputs >= 1 && outputs <= max_side && inputs >= 1 && inputs <= max_side,
            "a weight matrix has from 1 to %lld outputs and inputs, not %lld and %lld", static_cast<long long>(max_side),
            static_cast<long long>(outputs), static_cast<long long>(inputs));
}

void check(const tk_linear& call) {
    require(call.rows >= 0, "linear: the number of rows must not be negative");
    require(call.activation >= TK_IDENTITY && call.activation <= TK_SILU, "unknown activation %d", call.activation);
    if (call.packed != nullptr)
        require(call.packed->inputs == call.inputs && call.packed->outputs == call.outputs,
                "linear: the packed weights are %lld x %lld, the call says %lld x %lld", static_cast<long long>(call.packed->outputs),
                static_cast<long long>(call.packed->inputs), static_cast<long long>(call.outputs), static_cast<long long>(call.inputs));
    else
        require(call.weights != nullptr, "linear needs weights");
    check_sides(call.outputs, call.inputs);
    require(call.gate == nullptr || call.rows_per_item >= 1, "linear: a gate needs rows_per_item of at least 1");
    require(call.rows == 0 || (call.x != nullptr && call.y != nullptr), "linear needs x and y");
}

void pack(const Table& kernels, const Matrix& weights, int64_t outputs, int64_t inputs, float* panels, int threads) {
    parallel_for(kernels.panel_count(outputs), threads, 0,
                 [&](int64_t panel, float*) { kernels.pack_panel(weights, inputs, outputs, panel, panels); });
}

// Splits rows into pieces, and where there are too few of those, outputs too. How has no influence on the result.
void multiply(const Table& kernels, const Linear& layer, int threads) {
    const auto& call = layer.call;
    int64_t rows = (call.rows + 4 * threads - 1) / (4 * threads);
    rows = (rows + 5) / 6 * 6;
    rows = rows < 24 ? 24 : rows > 192 ? 192 : rows;
    int64_t pieces = (call.rows + rows - 1) / rows, panels = kernels.panel_count(call.outputs);
    int64_t splits = pieces >= 2 * threads ? 1 : panels < 4 * threads ? panels : 4 * threads;
    parallel_for(pieces * splits, threads, 0, [&](int64_t index, float*) {
        int64_t first = index / splits * rows, split = index % splits;
        int64_t from = panels * split / splits, to = panels * (split + 1) / splits;
        kernels.linear(layer, first, call.rows - first < rows ? call.rows - first : rows, from, to - from);
    });
}

void forward(const tk_linear& call, int threads) {
    require_threads(threads);
    check(call);
    if (call.rows == 0)
        return;
    if (call.packed != nullptr) {
        multiply(call.packed->kernels, {call, call.packed->panels.data()}, threads);
        return;
    }
    const auto& kernels = table();
    Scratch panels(static_cast<size_t>(kernels.packed_floats(call.inputs, call.outputs)));
    pack(kernels, {call.weights, call.weights_output_step, call.weights_input_step}, call.outputs, call.inputs, panels.data(), threads);
    multiply(kernels, {call, panels.data()}, threads);
}

void weight_grad(const tk_linear_grad& call, int threads) {
    require_threads(threads);
    check_sides(call.outputs, call.inputs);
    require(call.rows >= 0, "linear: the number of rows must not be negative");
    require(call.dw != nullptr && (call.rows == 0 || (call.x != nullptr && call.grad_y != nullptr)), "linear's gradient needs x, grad_y and dw");
    const auto& kernels = table();
    parallel_for((call.outputs + weight_grad_block - 1) / weight_grad_block, threads, kernels.weight_grad_scratch, [&](int64_t index, float* scratch) {
        int64_t first = index * weight_grad_block, left = call.outputs - first, count = left < weight_grad_block ? left : weight_grad_block;
        if (call.rows > 0) {
            kernels.weight_grad(call, first, count, scratch);
            return;
        }
        for (int64_t n = first; n < first + count; n++) {
            std::fill_n(call.dw + n * call.dw_stride, call.inputs, 0.0f);
            if (call.dbias != nullptr)
                call.dbias[n] = 0;
        }
    });
}

} // namespace
} // namespace tk

int tk_weights_pack(const float* weights, int64_t outputs, int64_t inputs, tk_weights** packed) {
    return tk::guarded([&] {
        tk::check_sides(outputs, inputs);
        tk::require(weights != nullptr, "there are no weights to pack");
        const auto& kernels = tk::table();
        auto size = static_cast<size_t>(kernels.packed_floats(inputs, outputs));
        std::unique_ptr<tk_weights> result(new tk_weights{kernels, outputs, inputs, tk::Scratch(size)});
        tk::pack(kernels, {weights, inputs, 1}, outputs, inputs, result->panels.data(), 1);
        *packed = result.release();
    });
}

void tk_weights_free(tk_weights* packed) { delete packed; }

int tk_linear_forward(const tk_linear* call, int threads) {
    return tk::guarded([&] { tk::forward(*call, threads); });
}

int tk_linear_weight_grad(const tk_linear_grad* call, int threads) {
    return tk::guarded([&] { tk::weight_grad(*call, threads); });
}
