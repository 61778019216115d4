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

// A weight matrix [outputs, inputs] in the layout that products read; for the instruction set of the packing thread.
typedef struct tk_weights tk_weights;
TK_API int tk_weights_pack(const float* weights, int64_t outputs, int64_t inputs, tk_weights** packed);
TK_API void tk_weights_free(tk_weights* packed);

// y = f(x W^T + bias), or y = residual + gate[row / rows_per_item, :] * f(x W^T + bias); x: [rows, inputs] with steps
// x_stride, y: [rows, outputs] with steps y_stride.
typedef struct {
    int64_t rows, inputs, outputs;
    const tk_weights* packed; // or, if null:
    const float* weights;     // [outputs, inputs], packed anew by the call; steps below
    int64_t weights_output_step, weights_input_step; // steps (1, n) multiply by the transpose of an [inputs, outputs] matrix
    const float *x, *bias; // bias: [outputs] or null
    float* y;              // may be residual
    int64_t x_stride, y_stride;
    int32_t activation;
    const float *residual, *gate; // [rows, outputs] and [items, outputs]; either may be null
    int64_t residual_stride, gate_stride, rows_per_item;
} tk_linear;
TK_API int tk_linear_forward(const tk_linear* call, int threads);

// dw = grad_y^T x, dbias = sum of grad_y over rows; both overwritten, dbias may be null.
typedef struct {
    int64_t rows, inputs, outputs;
    const float *x, *grad_y; // [rows, inputs] and [rows, outputs]
    float *dw, *dbias;       // [outputs, inputs] and [outputs]
    int64_t x_stride, grad_y_stride, dw_stride;
} tk_linear_grad;
TK_API int tk_linear_weight_grad(const tk_linear_grad* call, int threads);

// A network of stride-1 convolutions that draws a picture, run from top to bottom a band of rows at a time: between
// bands each tensor keeps only the rows still needed. Beyond the edges of the input everything is zero.
// Tensors are numbered: the inputs first, then as convolutions name them. All are [rows, columns, channels] inside.
typedef struct {
    int32_t inputs[2];       // tensors, concatenated by channel; the second may be -1
    int32_t kernel;          // 1 or 3 (with a border of 1)
    int32_t outputs;         // channels before the shuffle
    int32_t shuffle;         // 1, or r: [r*r*C] channels become r x r pixels of C, as in PyTorch's pixel_shuffle
    int32_t factor;          // tensor the result is multiplied by, or -1; only without shuffle
    int32_t residual;        // tensor added to that, or -1; only without shuffle
    int32_t raw, activated;  // tensors for the result and for SiLU of it, or -1; both -1: the picture (the last one)
    const float *weights, *bias; // [outputs, channels, kernel, kernel] and [outputs]
} tk_conv;

typedef struct {
    int32_t channels, scale; // scale: rows and columns for each row and column of input 0, whose scale is 1
} tk_net_input;

typedef struct tk_net tk_net;
TK_API int tk_net_create(const tk_net_input* inputs, int input_count, const tk_conv* convs, int conv_count, tk_net** net);
TK_API void tk_net_free(tk_net* net);
// Channels of the picture, and its rows and columns for each one of input 0.
TK_API void tk_net_picture(const tk_net* net, int64_t* channels, int64_t* scale);

// One picture in the making; for one thread at a time, and no longer than its net.
typedef struct tk_stream tk_stream;
// rows, columns: of input 0. band: its rows a push, 1 to rows.
TK_API int tk_stream_create(const tk_net* net, int64_t rows, int64_t columns, int64_t band, tk_stream** stream);
TK_API void tk_stream_free(tk_stream* stream);
// The most picture rows a push can give.
TK_API int64_t tk_stream_max_rows(const tk_stream* stream);

typedef struct {
    const float* data; // first row of the band
    int64_t channel_stride, row_stride;
} tk_plane;

typedef struct {
    float* data; // first row the push gives
    int64_t channel_stride, row_stride, column_stride;
} tk_picture;

// Takes the next `band` rows of input 0 (or what is left), the matching rows of the other inputs, and gives the picture
// rows that follow from them: from *first on, *count of them.
TK_API int tk_stream_push(tk_stream* stream, const tk_plane* inputs, const tk_picture* picture, int threads, int64_t* first, int64_t* count);

#ifdef __cplusplus
}
#endif
