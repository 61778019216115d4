#include "simd/table.h"
#include "simd/activation.h"
#include "simd/attention.h"
#include "simd/conv.h"
#include "simd/linear.h"
#include "simd/norm.h"
#include "simd/rope.h"
#include "simd/vec.h"

#define TK_TEXT_OF(x) #x
#define TK_TEXT(x) TK_TEXT_OF(x)

namespace TK_LEVEL {

extern const tk::Table table;
constexpr tk::Table table = { // constant: code of this file must not run before the processor is known to have it
    TK_TEXT(TK_LEVEL),
    attention_forward_scratch,
    attention_backward_scratch,
    attention_forward,
    attention_backward,
    layer_norm_forward,
    layer_norm_backward,
    rms_norm_forward,
    rms_norm_backward,
    qk_norm_rope_forward,
    qk_norm_rope_backward,
    activation_forward,
    activation_backward,
    panel_count,
    packed_floats,
    pack_panel,
    linear,
    weight_grad_scratch,
    weight_grad,
    W,
    conv,
};

} // namespace TK_LEVEL
