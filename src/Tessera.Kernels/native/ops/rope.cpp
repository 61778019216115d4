#include "core/levels.h"
#include "core/status.h"
#include "ops/partial_sums.h"

namespace tk {
namespace {

template <typename Call> bool check(const Call& call, int threads) {
    require_threads(threads);
    require(call.head_size >= 2 && call.head_size <= 256 && call.head_size % 2 == 0,
            "QK norm and RoPE support even head sizes from 2 to 256, not %lld", static_cast<long long>(call.head_size));
    require(call.batch >= 0 && call.tokens >= 0 && call.heads >= 0, "QK norm and RoPE: sizes must not be negative");
    bool empty = call.batch == 0 || call.tokens == 0 || call.heads == 0;
    require(empty || (call.q != nullptr && call.k != nullptr && call.q_weight != nullptr && call.k_weight != nullptr && call.cos != nullptr && call.sin != nullptr),
            "QK norm and RoPE need q, k, their weights, cos and sin");
    return !empty;
}

void forward(const tk_qk_norm_rope& call, int threads) {
    if (!check(call, threads))
        return;
    require(call.q_out != nullptr && call.k_out != nullptr, "QK norm and RoPE need q_out and k_out");
    const auto& kernels = table();
    for_row_chunks(1, call.batch * call.tokens, threads,
                   [&](int64_t first, int64_t count, int64_t) { kernels.qk_norm_rope_forward(call, first, count); });
}

void backward(const tk_qk_norm_rope_grad& call, int threads) {
    bool any = check(call, threads);
    require(call.dq_weight != nullptr && call.dk_weight != nullptr, "the gradient of QK norm and RoPE needs dq_weight and dk_weight");
    require(!any || (call.grad_q_out != nullptr && call.grad_k_out != nullptr && call.dq != nullptr && call.dk != nullptr),
            "the gradient of QK norm and RoPE needs grad_q_out, grad_k_out, dq and dk");
    const auto& kernels = table();
    int64_t d = call.head_size;
    sum_row_chunks(
        1, any ? call.batch * call.tokens : 0, 2 * d, threads,
        [&](int64_t first, int64_t count, float* partial) { kernels.qk_norm_rope_backward(call, first, count, partial); },
        [&](int64_t, int64_t column, float sum) { (column < d ? call.dq_weight : call.dk_weight)[column % d] = sum; });
}

} // namespace
} // namespace tk

int tk_qk_norm_rope_forward(const tk_qk_norm_rope* call, int threads) {
    return tk::guarded([&] { tk::forward(*call, threads); });
}

int tk_qk_norm_rope_backward(const tk_qk_norm_rope_grad* call, int threads) {
    return tk::guarded([&] { tk::backward(*call, threads); });
}
