// Errors cross the C ABI as a status and a message kept per thread.
#pragma once
#include "tessera_kernels.h"
#include <cstdarg>
#include <exception>
#include <new>
#include <stdexcept>

namespace tk {

struct InvalidArgument : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Throws InvalidArgument with a printf-style message unless `condition` holds.
__attribute__((format(printf, 2, 3))) void require(bool condition, const char* format, ...);

void require_threads(int threads);

int set_error(int status, const char* message) noexcept;

// Runs `body` and turns its exceptions into a status.
template <typename Body> int guarded(Body&& body) noexcept {
    try {
        body();
        return TK_OK;
    } catch (const InvalidArgument& error) {
        return set_error(TK_INVALID_ARGUMENT, error.what());
    } catch (const std::bad_alloc&) {
        return set_error(TK_OUT_OF_MEMORY, "not enough memory for the kernel's work space");
    } catch (const std::exception& error) {
        return set_error(TK_FAILED, error.what());
    }
}

} // namespace tk
