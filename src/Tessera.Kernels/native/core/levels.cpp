#include "core/levels.h"
#include "core/status.h"
#include <cstring>

#ifdef TK_HAS_avx512
namespace avx512 { extern const tk::Table table; }
#endif
#ifdef TK_HAS_avx2
namespace avx2 { extern const tk::Table table; }
#endif
namespace portable { extern const tk::Table table; }

namespace tk {
namespace {

struct Level {
    const Table* table;
    bool (*supported)();
};

// Best first; the last one runs anywhere.
const Level levels[] = {
#ifdef TK_HAS_avx512
    {&avx512::table, [] { return __builtin_cpu_supports("x86-64-v4") != 0; }},
#endif
#ifdef TK_HAS_avx2
    {&avx2::table, [] { return __builtin_cpu_supports("x86-64-v3") != 0; }},
#endif
    {&portable::table, [] { return true; }},
};

const Table* best() {
    for (const auto& level : levels)
        if (level.supported())
            return level.table;
    return &portable::table;
}

thread_local const Table* chosen = nullptr;

} // namespace

const Table& table() {
    static const Table* const fastest = best();
    return chosen != nullptr ? *chosen : *fastest;
}

} // namespace tk

const char* tk_instruction_set(void) { return tk::table().name; }

int tk_use_instruction_set(const char* name) {
    return tk::guarded([&] {
        if (name == nullptr) {
            tk::chosen = nullptr;
            return;
        }
        for (const auto& level : tk::levels)
            if (std::strcmp(level.table->name, name) == 0 && level.supported()) {
                tk::chosen = level.table;
                return;
            }
        tk::require(false, "this processor or build has no instruction set '%.32s'", name);
    });
}
