#pragma once
#include "simd/table.h"

namespace TK_LEVEL {

void conv(const tk::ConvStrip& strip);

} // namespace TK_LEVEL
