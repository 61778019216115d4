#include "core/scratch.h"
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

namespace tk {
namespace {

constexpr size_t pool_limit_bytes = 64 << 20; // what idle buffers may hold together
constexpr size_t granule_bytes = 64 << 10;    // sizes are rounded up to this, so that similar calls share buffers

struct Buffer {
    float* data;
    size_t bytes;
};

struct Pool {
    std::mutex mutex;
    std::vector<Buffer> idle;
    size_t idle_bytes = 0;
};

Pool& pool() {
    static Pool* instance = new Pool; // never destroyed: OpenMP threads may outlive static destructors
    return *instance;
}

} // namespace

Scratch::Scratch(size_t count) {
    if (count > SIZE_MAX / sizeof(float) - granule_bytes)
        throw std::bad_alloc();
    bytes_ = (count * sizeof(float) + granule_bytes - 1) / granule_bytes * granule_bytes;
    data_ = nullptr;
    if (bytes_ == 0)
        return;
    auto& shared = pool();
    {
        std::lock_guard<std::mutex> lock(shared.mutex);
        for (auto& buffer : shared.idle) {
            if (buffer.bytes != bytes_)
                continue;
            data_ = buffer.data;
            shared.idle_bytes -= bytes_;
            buffer = shared.idle.back();
            shared.idle.pop_back();
            return;
        }
    }
    data_ = static_cast<float*>(std::aligned_alloc(64, bytes_));
    if (data_ == nullptr)
        throw std::bad_alloc();
}

Scratch::~Scratch() {
    if (bytes_ == 0)
        return;
    auto& shared = pool();
    try {
        std::lock_guard<std::mutex> lock(shared.mutex);
        if (shared.idle_bytes + bytes_ <= pool_limit_bytes) {
            shared.idle.push_back({data_, bytes_});
            shared.idle_bytes += bytes_;
            return;
        }
    } catch (const std::bad_alloc&) {
        // The list could not grow: give the buffer back to the system.
    }
    std::free(data_);
}

} // namespace tk
