// C ABI of the Tessera kernels: float32, raw pointers, no tensor library.
//
// Every function returns a status; on anything but TK_OK, tk_last_error() of the same thread says what is wrong.
// `threads` is the number of OpenMP threads to use (1..256). Results depend on neither it nor on how many rows,
// tokens or batch items share a call. Calls may run concurrently from any number of threads.
#pragma once
#include <stdint.h>

#define TK_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

enum tk_status { TK_OK = 0, TK_INVALID_ARGUMENT = 1, TK_OUT_OF_MEMORY = 2, TK_FAILED = 3 };

// What went wrong in the last failed call of this thread; never null.
TK_API const char* tk_last_error(void);

// Name of the instruction set in use on this thread: "portable", "avx2" or "avx512".
TK_API const char* tk_instruction_set(void);

// Uses the named instruction set in calls made by this thread; null returns to the best one.
TK_API int tk_use_instruction_set(const char* name);

// Steps in floats of a [B,N,H,d] view; the d values of a head are contiguous.
typedef struct {
    int64_t batch, token, head;
} tk_strides;

typedef struct {
    int64_t batch, heads, queries, keys, head_size;
    float scale; // factor of q k^T
} tk_attention_shape;

// o = softmax(scale q k^T) v. head_size: a multiple of 8 from 8 to 128.
// lse, if given: [B,H,Nq], natural logarithm of the sum of exp(scale q k^T). Without keys: o = 0, lse = -inf.
typedef struct {
    tk_attention_shape shape;
    const float *q, *k, *v;
    float *o, *lse;
    tk_strides q_strides, k_strides, v_strides, o_strides;
} tk_attention;
TK_API int tk_attention_forward(const tk_attention* call, int threads);

// Gradients of the above from its inputs, o, lse and do. dq, dk, dv are overwritten.
typedef struct {
    tk_attention_shape shape;
    const float *q, *k, *v, *o, *grad_o, *lse;
    float *dq, *dk, *dv;
    tk_strides q_strides, k_strides, v_strides, o_strides, grad_o_strides, dq_strides, dk_strides, dv_strides;
} tk_attention_grad;
TK_API int tk_attention_backward(const tk_attention_grad* call, int threads);

// y = (x - mean) * rstd * (1 + scale[b,:]) + shift[b,:], rstd = 1 / sqrt(variance + eps).
// x, y: [items, rows_per_item, size], may be the same. scale and shift: [items, size] with step
// `modulation_stride`; both null means plain normalisation. mean, rstd: [items * rows_per_item] or null.
typedef struct {
    int64_t items, rows_per_item, size, modulation_stride;
    float eps;
    const float *x, *scale, *shift;
    float *y, *mean, *rstd;
} tk_layer_norm;
TK_API int tk_layer_norm_forward(const tk_layer_norm* call, int threads);

// dx like x; dscale, dshift: [items, size] with step `grad_modulation_stride`, overwritten; null where scale is null.
typedef struct {
    int64_t items, rows_per_item, size, modulation_stride, grad_modulation_stride;
    const float *x, *scale, *mean, *rstd, *grad_y;
    float *dx, *dscale, *dshift;
} tk_layer_norm_grad;
TK_API int tk_layer_norm_backward(const tk_layer_norm_grad* call, int threads);

// y = x * rstd * weight, rstd = 1 / sqrt(mean(x^2) + eps); x, y: [rows, size], may be the same.
// weight: [size] or null. rstd_out: [rows] or null.
typedef struct {
    int64_t rows, size;
    float eps;
    const float *x, *weight;
    float *y, *rstd;
} tk_rms_norm;
TK_API int tk_rms_norm_forward(const tk_rms_norm* call, int threads);

// dx like x; dweight: [size], overwritten; null where weight is null.
typedef struct {
    int64_t rows, size;
    const float *x, *weight, *rstd, *grad_y;
    float *dx, *dweight;
} tk_rms_norm_grad;
TK_API int tk_rms_norm_backward(const tk_rms_norm_grad* call, int threads);

// For q and for k, per head: RMS norm with weight[d], then rotation of the pairs (2i, 2i+1) by the token's angle i:
// (a, b) -> (a cos - b sin, a sin + b cos). head_size even, at most 256.
// cos, sin: [N, d/2], or [B,N,d/2] with step `table_batch_stride` (0: shared).
typedef struct {
    int64_t batch, tokens, heads, head_size, table_batch_stride;
    float eps;
    const float *q, *k, *q_weight, *k_weight, *cos, *sin;
    float *q_out, *k_out; // may be q and k themselves
    tk_strides in_strides, out_strides;
} tk_qk_norm_rope;
TK_API int tk_qk_norm_rope_forward(const tk_qk_norm_rope* call, int threads);

// Gradients from the forward's inputs. dq, dk are overwritten (steps dx_strides); dq_weight, dk_weight: [d], overwritten.
typedef struct {
    int64_t batch, tokens, heads, head_size, table_batch_stride;
    float eps;
    const float *q, *k, *q_weight, *k_weight, *cos, *sin, *grad_q_out, *grad_k_out;
    float *dq, *dk, *dq_weight, *dk_weight;
    tk_strides in_strides, grad_strides, dx_strides;
} tk_qk_norm_rope_grad;
TK_API int tk_qk_norm_rope_backward(const tk_qk_norm_rope_grad* call, int threads);

enum tk_activation { TK_IDENTITY = 0, TK_GELU_TANH = 1, TK_SILU = 2 };

// y = f(x); x and y may be the same.
TK_API int tk_activation_forward(int activation, const float* x, float* y, int64_t count, int threads);

// dx = f'(x) grad_y; dx may be grad_y.
TK_API int tk_activation_backward(int activation, const float* x, const float* grad_y, float* dx, int64_t count, int threads);

#ifdef __cplusplus
}
#endif
