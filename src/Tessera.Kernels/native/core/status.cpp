#include "core/status.h"
#include <cstdio>

namespace tk {

static thread_local char last_error[512] = "";

void require(bool condition, const char* format, ...) {
    if (condition)
        return;
    char message[sizeof last_error];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    throw InvalidArgument(message);
}

void require_threads(int threads) {
    require(threads >= 1 && threads <= 256, "threads must be from 1 to 256, not %d", threads);
}

int set_error(int status, const char* message) noexcept {
    snprintf(last_error, sizeof last_error, "%s", message);
    return status;
}

} // namespace tk

const char* tk_last_error(void) { return tk::last_error; }
