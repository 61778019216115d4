// Choice of the instruction set, once per process by cpuid, or per thread on request.
#pragma once
#include "simd/table.h"

namespace tk {

// The table this thread uses.
const Table& table();

} // namespace tk
