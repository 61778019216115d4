// Work space: aligned float buffers. Small ones outlive a call, so that hot loops do not go to the system for pages.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tk {

// A lease of at least `count` floats, 64-byte aligned, contents undefined; goes back when it ends.
class Scratch {
public:
    explicit Scratch(size_t count);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    float* data() const { return data_; }

private:
    float* data_;
    size_t bytes_;
};

} // namespace tk
