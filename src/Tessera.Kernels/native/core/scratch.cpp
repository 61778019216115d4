#include "core/scratch.h"
#include <cstdlib>
#include <iterator>
#include <mutex>
#include <new>
#include <sys/mman.h>
#include <vector>

namespace tk {
namespace {

constexpr size_t pool_limit_bytes = 16 << 20; // what idle buffers may hold together
constexpr size_t pooled_bytes = 4 << 20;      // larger buffers, the planes of pictures, are filled far more slowly than mapped: they go back
constexpr size_t granule_bytes = 64 << 10;    // sizes are rounded up to this, so that similar calls share buffers

struct Buffer {
    float* data;
    size_t bytes;
};

struct Pool {
    std::mutex mutex;
    std::vector<Buffer> idle; // oldest first
    size_t idle_bytes = 0;
};

Pool& pool() {
    static Pool* instance = new Pool; // never destroyed: OpenMP threads may outlive static destructors
    return *instance;
}

float* map(size_t bytes) {
    void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED)
        throw std::bad_alloc();
    madvise(data, bytes, MADV_HUGEPAGE); // a hint: without it the first touch of every 4 KiB is a fault
    return static_cast<float*>(data);
}

} // namespace

Scratch::Scratch(size_t count) {
    if (count > SIZE_MAX / sizeof(float) - granule_bytes)
        throw std::bad_alloc();
    bytes_ = (count * sizeof(float) + granule_bytes - 1) / granule_bytes * granule_bytes;
    data_ = nullptr;
    if (bytes_ == 0)
        return;
    if (bytes_ > pooled_bytes) {
        data_ = map(bytes_);
        return;
    }
    auto& shared = pool();
    {
        std::lock_guard<std::mutex> lock(shared.mutex);
        // The buffer used last is the likeliest to be in the cache.
        for (auto buffer = shared.idle.rbegin(); buffer != shared.idle.rend(); ++buffer) {
            if (buffer->bytes != bytes_)
                continue;
            data_ = buffer->data;
            shared.idle_bytes -= bytes_;
            shared.idle.erase(std::next(buffer).base());
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
    if (bytes_ > pooled_bytes) {
        munmap(data_, bytes_);
        return;
    }
    auto& shared = pool();
    std::lock_guard<std::mutex> lock(shared.mutex);
    try {
        shared.idle.push_back({data_, bytes_});
        shared.idle_bytes += bytes_;
    } catch (const std::bad_alloc&) {
        std::free(data_); // the list could not grow
    }
    size_t oldest = 0;
    for (; shared.idle_bytes > pool_limit_bytes; oldest++) {
        std::free(shared.idle[oldest].data);
        shared.idle_bytes -= shared.idle[oldest].bytes;
    }
    shared.idle.erase(shared.idle.begin(), shared.idle.begin() + oldest);
}

} // namespace tk
