// Vectors of TK_LANES floats in the compiler's portable vector extension: one source for SSE2, NEON, AVX2 and AVX-512.
#pragma once
#include <stdint.h>
#ifdef __SSE__
#include <immintrin.h>
#endif

namespace TK_LEVEL {

constexpr int W = TK_LANES;
typedef float vf __attribute__((vector_size(W * 4)));
typedef int32_t vi __attribute__((vector_size(W * 4)));
typedef float vf_unaligned __attribute__((vector_size(W * 4), aligned(4), may_alias));

// How many vector columns a 6-row accumulator tile may have before it spills.
constexpr int tile_rows = 6;
#if TK_LANES == 16 || defined(__aarch64__)
constexpr int tile_columns = 4;
#else
constexpr int tile_columns = 2;
#endif

template <typename T> inline T smaller(T a, T b) { return b < a ? b : a; }
template <typename T> inline T larger(T a, T b) { return a < b ? b : a; }
inline int64_t round_up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

inline vf splat(float value) { return value - vf{}; }
inline vf load(const float* p) { return *reinterpret_cast<const vf_unaligned*>(p); }
inline void store(float* p, vf v) { *reinterpret_cast<vf_unaligned*>(p) = v; }

// The larger of each lane; b where one is NaN. Compilers must not make this of a > b ? a : b, for the sign of zero.
inline vf maximum(vf a, vf b) {
#if defined(__AVX512F__)
    return _mm512_maskz_max_ps(0xffff, a, b); // plain _mm512_max_ps draws a false warning from GCC 12
#elif defined(__AVX__)
    return _mm256_max_ps(a, b);
#elif defined(__SSE__)
    return _mm_max_ps(a, b);
#else
    return a > b ? a : b;
#endif
}

// The first `count` lanes from memory, zeros after them.
inline vf load_first(const float* p, int64_t count) {
    if (count >= W)
        return load(p);
    vf v{};
    __builtin_memcpy(&v, p, count * sizeof(float));
    return v;
}

inline void store_first(float* p, vf v, int64_t count) {
    if (count >= W)
        store(p, v);
    else
        __builtin_memcpy(p, &v, count * sizeof(float));
}

// Lane i of the result is lane i ^ step of v.
template <int step> inline vf exchange(vf v) {
    vi from;
    for (int i = 0; i < W; i++)
        from[i] = i ^ step;
    return __builtin_shuffle(v, from);
}

template <int step = W / 2> inline float sum_lanes(vf v) {
    v += exchange<step>(v);
    if constexpr (step > 1)
        return sum_lanes<step / 2>(v);
    return v[0];
}

template <int step = W / 2> inline float max_lanes(vf v) {
    v = maximum(v, exchange<step>(v));
    if constexpr (step > 1)
        return max_lanes<step / 2>(v);
    return v[0];
}

// 2^f for f in [-0.5, 0.5]: minimax of degree 6, relative error 8e-8 in float.
inline vf exp2_fraction(vf f) {
    vf p = splat(1.53458118e-4f);
    p = p * f + 1.33999312e-3f;
    p = p * f + 9.61848896e-3f;
    p = p * f + 5.55032878e-2f;
    p = p * f + 2.40226469e-1f;
    p = p * f + 6.93147206e-1f;
    return p * f + 1.0f;
}

// 2^x where x lies within the exponents of a float; anything elsewhere.
inline vf exp2_bounded(vf x) {
    const float rounder = 12582912.0f; // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
    vf shifted = x + rounder;
    vf fraction = exp2_fraction(x - (shifted - rounder));
    return reinterpret_cast<vf>(reinterpret_cast<vi>(fraction) + (reinterpret_cast<vi>(shifted) << 23));
}

// 2^x for x <= 0; 0 below -126. NaN gives NaN.
inline vf exp2_nonpositive(vf x) {
    return x < -126.0f ? vf{} : exp2_bounded(x);
}

// e^x; 0 where 2^(x log2 e) is below 2^-126, infinity above 2^127.99. NaN gives NaN.
inline vf exp(vf x) {
    vf base2 = x * 1.44269504f;
    vf y = base2 < -126.0f ? vf{} : exp2_bounded(base2);
    return base2 > 127.99f ? splat(__builtin_inff()) : y;
}

// 1 / (1 + e^-x)
inline vf sigmoid(vf x) { return 1.0f / (1.0f + exp(-x)); }

// Sum over `count` elements of f(position): four accumulators, tails by zeroed lanes; the order depends on count alone.
template <typename F> inline float sum_over(int64_t count, F&& f) {
    vf sums[4] = {};
    int64_t i = 0;
    for (; i + 4 * W <= count; i += 4 * W)
        for (int j = 0; j < 4; j++)
            sums[j] += f(i + j * W, W);
    for (int j = 0; i < count; i += W, j++)
        sums[j] += f(i, smaller<int64_t>(count - i, W));
    return sum_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

} // namespace TK_LEVEL
