// A network of convolutions, immutable once made, and how far each part of it has come in a picture.
#pragma once
#include "core/levels.h"
#include "core/scratch.h"
#include <memory>
#include <vector>

namespace tk {

struct Conv {
    tk_conv call; // its weights and bias are not kept
    int64_t channels, steps, packed_outputs;
    std::unique_ptr<Scratch> panels;
    std::vector<float> bias;

    bool is_picture() const { return call.raw < 0 && call.activated < 0; }
};

struct Tensor {
    int64_t channels, scale;
};

} // namespace tk

struct tk_net {
    const tk::Table& kernels;
    int input_count;
    std::vector<tk::Tensor> tensors; // channels 0: not defined
    std::vector<tk::Conv> convs;

    int64_t picture_scale() const { return tensors[convs.back().call.inputs[0]].scale * convs.back().call.shuffle; }
};

namespace tk {

// Rows made so far, by tensor and by convolution.
struct Progress {
    std::vector<int64_t> produced, done;
    explicit Progress(const tk_net& net) : produced(net.tensors.size()), done(net.convs.size()) {}
};

// How many rows convolution `index` can have made, given what its inputs have; `rows` is the height of input 0.
int64_t reachable(const tk_net& net, const Progress& progress, size_t index, int64_t rows);

// The first row of a tensor that some convolution still reads.
int64_t first_needed(const tk_net& net, const Progress& progress, int tensor);

// Marks rows up to `target` of a convolution as done.
void advance(const tk_net& net, Progress& progress, size_t index, int64_t target);

} // namespace tk
