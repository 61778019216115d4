// Gradients of attention for one head. Probabilities are computed again from the log-sum-exp, block by block; every
// sum has a fixed order, so the result is the same on any number of threads.
#include "simd/attention.h"
#include "simd/tile.h"

namespace TK_LEVEL {
namespace {

constexpr float log2e = 1.44269504f;

struct Space {
    float *keys, *keys_across, *values, *values_across, *dk, *dv;
    float *q, *grad_o, *probabilities, *slopes, *dq, *lse, *inner;
    explicit Space(float* p) {
        float** blocks[] = {&keys, &keys_across, &values, &values_across, &dk, &dv};
        for (float** block : blocks) {
            *block = p;
            p += key_block * max_head;
        }
        q = p;
        grad_o = q + gradient_query_block * max_head;
        dq = grad_o + gradient_query_block * max_head;
        probabilities = dq + gradient_query_block * max_head;
        slopes = probabilities + gradient_query_block * key_block;
        lse = slopes + gradient_query_block * key_block;
        inner = lse + gradient_query_block;
    }
};

const float* at(const float* p, const tk_strides& strides, int64_t batch, int64_t head, int64_t token) {
    return p + batch * strides.batch + head * strides.head + token * strides.token;
}

float* at(float* p, const tk_strides& strides, int64_t batch, int64_t head, int64_t token) {
    return p + batch * strides.batch + head * strides.head + token * strides.token;
}

// Packs a block of queries with what belongs to each row: its log-sum-exp in powers of two and sum(o * grad_o).
void load_queries(const tk_attention_grad& call, Space& space, int64_t batch, int64_t head, int64_t first, int64_t count, int64_t width) {
    const auto& shape = call.shape;
    int64_t d = shape.head_size;
    const float* grad_o = at(call.grad_o, call.grad_o_strides, batch, head, first);
    const float* o = at(call.o, call.o_strides, batch, head, first);
    const float* lse = call.lse + (batch * shape.heads + head) * shape.queries + first;
    int64_t padded = round_up(count, tile_rows);
    pack_rows(at(call.q, call.q_strides, batch, head, first), call.q_strides.token, count, d, 1.0f, space.q, width, padded);
    pack_rows(grad_o, call.grad_o_strides.token, count, d, 1.0f, space.grad_o, width, padded);
    for (int64_t r = 0; r < padded; r++) {
        bool real = r < count;
        // Padding rows get probability zero.
        space.lse[r] = real ? lse[r] * log2e : __builtin_inff();
        space.inner[r] = !real ? 0.0f : sum_over(d, [&](int64_t c, int64_t lanes) {
            return load_first(grad_o + r * call.grad_o_strides.token + c, lanes) * load_first(o + r * call.o_strides.token + c, lanes);
        });
    }
}

// Turns 6 rows of scores into probabilities, and 6 rows of d loss / d probability into d loss / d score.
inline void differentiate(float* scores, float* slopes, const float* lse, const float* inner, float scale, int64_t keys, int64_t columns) {
    for (int i = 0; i < tile_rows; i++) {
        float* p = scores + i * key_block;
        float* s = slopes + i * key_block;
        for (int64_t c = 0; c < columns; c += W) {
            vf probability = exp2_nonpositive(load(p + c) * (scale * log2e) - lse[i]);
            store(p + c, probability);
            store(s + c, probability * (load(s + c) - inner[i]) * scale);
        }
        for (int64_t c = keys; c < columns; c++)
            p[c] = s[c] = 0;
    }
}

void add_rows(const float* from, int64_t pitch, float* to, int64_t step, int64_t rows, int64_t d, bool overwrite) {
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < d; c += W) {
            float* target = to + r * step + c;
            vf value = load(from + r * pitch + c);
            store_first(target, overwrite ? value : value + load_first(target, d - c), d - c);
        }
}

void backward_block(const tk_attention_grad& call, Space& space, int64_t batch, int64_t head, int64_t first_key, int64_t keys, int64_t width) {
    const float ones[tile_rows] = {1, 1, 1, 1, 1, 1};
    int64_t d = call.shape.head_size, columns = round_up(keys, W);
    for (int64_t first = 0; first < call.shape.queries; first += gradient_query_block) {
        int64_t count = smaller(gradient_query_block, call.shape.queries - first);
        load_queries(call, space, batch, head, first, count, width);
        for (int64_t r = 0; r < count; r += tile_rows) {
            float* scores = space.probabilities + r * key_block;
            float* slopes = space.slopes + r * key_block;
            product<Start::zero>(space.q + r * width, width, 1, space.keys_across, key_block, d, scores, key_block, columns, nullptr);
            product<Start::zero>(space.grad_o + r * width, width, 1, space.values_across, key_block, d, slopes, key_block, columns, nullptr);
            differentiate(scores, slopes, space.lse + r, space.inner + r, call.shape.scale, keys, columns);
            product<Start::zero>(slopes, key_block, 1, space.keys, width, keys, space.dq + r * width, width, width, nullptr);
        }
        add_rows(space.dq, width, at(call.dq, call.dq_strides, batch, head, first), call.dq_strides.token, count, d, first_key == 0);
        for (int64_t key = 0; key < keys; key += tile_rows) {
            product<Start::scaled>(space.probabilities + key, 1, key_block, space.grad_o, width, count, space.dv + key * width, width, width, ones);
            product<Start::scaled>(space.slopes + key, 1, key_block, space.q, width, count, space.dk + key * width, width, width, ones);
        }
    }
}

} // namespace

void attention_backward(const tk_attention_grad& call, int64_t batch, int64_t head, float* scratch) {
    Space space(scratch);
    const auto& shape = call.shape;
    int64_t d = shape.head_size, width = round_up(d, W);
    if (shape.keys == 0)
        for (int64_t token = 0; token < shape.queries; token++)
            for (int64_t c = 0; c < d; c++)
                at(call.dq, call.dq_strides, batch, head, token)[c] = 0;
    for (int64_t key = 0; key < shape.keys; key += key_block) {
        int64_t keys = smaller(key_block, shape.keys - key), padded = round_up(keys, W);
        pack_rows(at(call.k, call.k_strides, batch, head, key), call.k_strides.token, keys, d, 1.0f, space.keys, width, padded);
        pack_rows(at(call.v, call.v_strides, batch, head, key), call.v_strides.token, keys, d, 1.0f, space.values, width, padded);
        transpose(space.keys, width, padded, width, space.keys_across, key_block);
        transpose(space.values, width, padded, width, space.values_across, key_block);
        for (int64_t i = 0; i < round_up(keys, tile_rows) * width; i++)
            space.dk[i] = space.dv[i] = 0;
        backward_block(call, space, batch, head, key, keys, width);
        add_rows(space.dk, width, at(call.dk, call.dk_strides, batch, head, key), call.dk_strides.token, keys, d, true);
        add_rows(space.dv, width, at(call.dv, call.dv_strides, batch, head, key), call.dv_strides.token, keys, d, true);
    }
}

} // namespace TK_LEVEL
