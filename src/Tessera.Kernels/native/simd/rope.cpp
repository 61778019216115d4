// RMS norm per head and rotary position in one pass over q and k.
#include "simd/rope.h"
#include "simd/vec.h"

namespace TK_LEVEL {
namespace {

constexpr int64_t max_head = 256;

// A token's angles, one lane per element of a head: cos repeated, sin with the sign its lane needs.
struct Angles {
    alignas(64) float cos[max_head], sin[max_head];

    Angles(const float* c, const float* s, int64_t d) {
        for (int64_t i = 0; i < d / 2; i++) {
            cos[2 * i] = cos[2 * i + 1] = c[i];
            sin[2 * i] = -s[i];
            sin[2 * i + 1] = s[i];
        }
        for (int64_t i = d; i < round_up(d, W); i++)
            cos[i] = sin[i] = 0;
    }

    vf rotate(vf x, int64_t c) const { return x * load(cos + c) + exchange<1>(x) * load(sin + c); }
    vf rotate_back(vf y, int64_t c) const { return y * load(cos + c) - exchange<1>(y) * load(sin + c); }
};

// Lanes in use from element c on; known to the compiler where heads are whole vectors.
template <bool whole> inline int64_t lanes_at(int64_t c, int64_t d) { return whole ? W : d - c; }

inline float root_mean_square(const float* x, int64_t d, float eps) {
    float squares = sum_over(d, [&](int64_t c, int64_t lanes) {
        vf v = load_first(x + c, lanes);
        return v * v;
    });
    return 1.0f / __builtin_sqrtf(squares / static_cast<float>(d) + eps);
}

template <bool whole>
inline void head_forward(const float* x, const float* weight, const Angles& angles, int64_t d, float eps, float* y) {
    float rstd = root_mean_square(x, d, eps);
    for (int64_t c = 0; c < d; c += W) {
        int64_t lanes = lanes_at<whole>(c, d);
        vf v = load_first(x + c, lanes) * rstd * load_first(weight + c, lanes);
        store_first(y + c, angles.rotate(v, c), lanes);
    }
}

template <bool whole>
inline void head_backward(const float* x, const float* weight, const float* grad, const Angles& angles, int64_t d, float eps, float* dx,
                          float* dweight) {
    float rstd = root_mean_square(x, d, eps);
    alignas(64) float slopes[max_head]; // of the normalised, weighted head
    for (int64_t c = 0; c < d; c += W)
        store(slopes + c, angles.rotate_back(load_first(grad + c, lanes_at<whole>(c, d)), c));
    float moment = sum_over(d, [&](int64_t c, int64_t lanes) {
        return load_first(slopes + c, lanes) * load_first(weight + c, lanes) * load_first(x + c, lanes);
    }) * rstd / static_cast<float>(d);
    for (int64_t c = 0; c < d; c += W) {
        int64_t lanes = lanes_at<whole>(c, d);
        vf normal = load_first(x + c, lanes) * rstd, slope = load(slopes + c);
        store_first(dweight + c, load_first(dweight + c, lanes) + slope * normal, lanes);
        store_first(dx + c, (slope * load_first(weight + c, lanes) - normal * moment) * rstd, lanes);
    }
}

inline int64_t table_offset(int64_t batch, int64_t token, int64_t batch_stride, int64_t d) { return batch * batch_stride + token * (d / 2); }

template <bool whole> inline void forward_tokens(const tk_qk_norm_rope& call, int64_t first, int64_t count) {
    int64_t d = call.head_size;
    for (int64_t i = first; i < first + count; i++) {
        int64_t batch = i / call.tokens, token = i % call.tokens;
        int64_t table = table_offset(batch, token, call.table_batch_stride, d);
        Angles angles(call.cos + table, call.sin + table, d);
        int64_t in = batch * call.in_strides.batch + token * call.in_strides.token;
        int64_t out = batch * call.out_strides.batch + token * call.out_strides.token;
        for (int64_t head = 0; head < call.heads; head++) {
            int64_t from = in + head * call.in_strides.head, to = out + head * call.out_strides.head;
            head_forward<whole>(call.q + from, call.q_weight, angles, d, call.eps, call.q_out + to);
            head_forward<whole>(call.k + from, call.k_weight, angles, d, call.eps, call.k_out + to);
        }
    }
}

template <bool whole> inline void backward_tokens(const tk_qk_norm_rope_grad& call, int64_t first, int64_t count, float* partial) {
    int64_t d = call.head_size;
    for (int64_t i = first; i < first + count; i++) {
        int64_t batch = i / call.tokens, token = i % call.tokens;
        int64_t table = table_offset(batch, token, call.table_batch_stride, d);
        Angles angles(call.cos + table, call.sin + table, d);
        auto offset = [&](const tk_strides& s, int64_t head) { return batch * s.batch + token * s.token + head * s.head; };
        for (int64_t head = 0; head < call.heads; head++) {
            int64_t from = offset(call.in_strides, head), grad = offset(call.grad_strides, head), to = offset(call.dx_strides, head);
            head_backward<whole>(call.q + from, call.q_weight, call.grad_q_out + grad, angles, d, call.eps, call.dq + to, partial);
            head_backward<whole>(call.k + from, call.k_weight, call.grad_k_out + grad, angles, d, call.eps, call.dk + to, partial + d);
        }
    }
}

} // namespace

void qk_norm_rope_forward(const tk_qk_norm_rope& call, int64_t first, int64_t count) {
    if (call.head_size % W == 0)
        forward_tokens<true>(call, first, count);
    else
        forward_tokens<false>(call, first, count);
}

void qk_norm_rope_backward(const tk_qk_norm_rope_grad& call, int64_t first, int64_t count, float* partial) {
    for (int64_t i = 0; i < 2 * call.head_size; i++)
        partial[i] = 0;
    if (call.head_size % W == 0)
        backward_tokens<true>(call, first, count, partial);
    else
        backward_tokens<false>(call, first, count, partial);
}

} // namespace TK_LEVEL
