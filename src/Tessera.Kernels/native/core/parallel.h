// OpenMP loops whose exceptions reach the caller.
#pragma once
#include "core/scratch.h"
#include <atomic>
#include <cstdint>
#include <exception>
#include <omp.h>

namespace tk {

// Calls body(index, scratch) for every index below `count`, on up to `threads` threads, with `scratch_floats` of work
// space per thread. Which thread takes which index is not fixed: the body's result must depend on the index alone.
template <typename Body> void parallel_for(int64_t count, int threads, size_t scratch_floats, Body&& body) {
    if (count <= 0)
        return;
    int used = count < threads ? static_cast<int>(count) : threads;
    if (used <= 1) {
        Scratch scratch(scratch_floats);
        for (int64_t index = 0; index < count; index++)
            body(index, scratch.data());
        return;
    }
    std::exception_ptr failure;
    std::atomic<bool> failed{false};
    std::atomic<int64_t> next{0};
#pragma omp parallel num_threads(used)
    {
        try {
            Scratch scratch(scratch_floats);
            for (int64_t index; (index = next.fetch_add(1, std::memory_order_relaxed)) < count;)
                body(index, scratch.data());
        } catch (...) {
            if (!failed.exchange(true))
                failure = std::current_exception();
        }
    }
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace tk
