// Fused attention on one block of queries: keys stream by in blocks, the softmax is kept up online, so no N x N matrix exists.
#include "simd/attention.h"
#include "simd/tile.h"

namespace TK_LEVEL {
namespace {

constexpr float log2e = 1.44269504f, ln2 = 0.693147181f;

struct Space {
    float *q, *key_rows, *keys, *values, *scores, *out, *peak, *sum;
    explicit Space(float* p)
        : q(p), key_rows(q + max_queries * max_head), keys(key_rows + key_block * max_head),
          values(keys + key_block * max_head), scores(values + key_block * max_head), out(scores + tile_rows * key_block),
          peak(out + max_queries * max_head), sum(peak + round_up(max_queries, 16)) {}
};

// Scores of 6 rows (in powers of two) become probabilities relative to each row's running peak; shrink[i] is the
// factor by which everything summed so far in row i shrinks.
inline void soften(float* scores, int64_t columns, float* peak, float* sum, float* shrink) {
    vf highest[tile_rows];
    for (int i = 0; i < tile_rows; i++)
        highest[i] = splat(peak[i]);
    for (int64_t c = 0; c < columns; c += W)
#pragma GCC unroll 8
        for (int i = 0; i < tile_rows; i++)
            highest[i] = maximum(load(scores + i * key_block + c), highest[i]);
    for (int i = 0; i < tile_rows; i++) {
        float top = max_lanes(highest[i]);
        shrink[i] = exp2_nonpositive(splat(peak[i] - top))[0];
        peak[i] = top;
    }
    for (int i = 0; i < tile_rows; i++) {
        float* row = scores + i * key_block;
        vf total = load(sum + i * W) * shrink[i], top = splat(peak[i]);
        for (int64_t c = 0; c < columns; c += W) {
            vf p = exp2_nonpositive(load(row + c) - top);
            total += p;
            store(row + c, p);
        }
        store(sum + i * W, total);
    }
}

void attend_to_block(const Space& space, int64_t queries, int64_t d, int64_t width, int64_t count) {
    int64_t columns = round_up(count, W);
    for (int64_t r = 0; r < queries; r += tile_rows) {
        product<Start::zero>(space.q + r * width, width, 1, space.keys, key_block, d, space.scores, key_block, columns, nullptr);
        for (int i = 0; i < tile_rows; i++)
            for (int64_t c = count; c < columns; c++)
                space.scores[i * key_block + c] = -__builtin_inff();
        float shrink[tile_rows];
        soften(space.scores, columns, space.peak + r, space.sum + r * W, shrink);
        product<Start::scaled>(space.scores, key_block, 1, space.values, width, count, space.out + r * width, width, width, shrink);
    }
}

void write_out(const tk_attention& call, const Space& space, int64_t batch, int64_t head, int64_t first, int64_t count, int64_t width) {
    const auto& shape = call.shape;
    float* o = call.o + batch * call.o_strides.batch + head * call.o_strides.head;
    float* lse = call.lse == nullptr ? nullptr : call.lse + (batch * shape.heads + head) * shape.queries;
    for (int64_t r = 0; r < count; r++) {
        float total = sum_lanes(load(space.sum + r * W));
        float* row = o + (first + r) * call.o_strides.token;
        prefetch<1>(row + prefetched_rows * call.o_strides.token, shape.head_size);
        float inverse = total == 0.0f ? 0.0f : 1.0f / total; // 0 only without keys
        for (int64_t c = 0; c < shape.head_size; c += W)
            store_first(row + c, load(space.out + r * width + c) * inverse, shape.head_size - c);
        if (lse != nullptr)
            lse[first + r] = space.peak[r] * ln2 + __builtin_logf(total);
    }
}

} // namespace

void attention_forward(const tk_attention& call, int64_t batch, int64_t head, int64_t first, int64_t count, float* scratch) {
    Space space(scratch);
    int64_t d = call.shape.head_size, width = round_up(d, W), queries = round_up(count, tile_rows);
    const float* q = call.q + batch * call.q_strides.batch + head * call.q_strides.head + first * call.q_strides.token;
    pack_rows(q, call.q_strides.token, count, d, call.shape.scale * log2e, space.q, width, queries);
    for (int64_t i = 0; i < queries; i++)
        space.peak[i] = -__builtin_inff();
    for (int64_t i = 0; i < queries * W; i++)
        space.sum[i] = 0;
    for (int64_t i = 0; i < queries * width; i++)
        space.out[i] = 0;
    const float* k = call.k + batch * call.k_strides.batch + head * call.k_strides.head;
    const float* v = call.v + batch * call.v_strides.batch + head * call.v_strides.head;
    for (int64_t key = 0; key < call.shape.keys; key += key_block) {
        int64_t keys = smaller(key_block, call.shape.keys - key);
        int64_t padded = round_up(keys, W);
        pack_rows(k + key * call.k_strides.token, call.k_strides.token, keys, d, 1.0f, space.key_rows, width, padded);
        transpose(space.key_rows, width, padded, width, space.keys, key_block);
        pack_rows(v + key * call.v_strides.token, call.v_strides.token, keys, d, 1.0f, space.values, width, keys);
        attend_to_block(space, queries, d, width, keys);
    }
    write_out(call, space, batch, head, first, count, width);
}

} // namespace TK_LEVEL
