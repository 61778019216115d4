#include "ops/net.h"
#include "core/status.h"
#include <algorithm>

namespace tk {
namespace {

constexpr int max_channels = 4096;
constexpr int max_tensors = 1024;

void define(tk_net& net, int tensor, int64_t channels, int64_t scale) {
    require(tensor < max_tensors, "net: tensors are numbered below %d", max_tensors);
    if (tensor >= static_cast<int>(net.tensors.size()))
        net.tensors.resize(tensor + 1);
    require(net.tensors[tensor].channels == 0, "net: tensor %d is made twice", tensor);
    net.tensors[tensor] = {channels, scale};
}

const Tensor& defined(const tk_net& net, int tensor) {
    require(tensor >= 0 && tensor < static_cast<int>(net.tensors.size()) && net.tensors[tensor].channels != 0,
            "net: tensor %d is read before it is made", tensor);
    return net.tensors[tensor];
}

// The weights as a matrix [packed outputs, steps]: steps by input, then tap, then channel; outputs by place in the
// shuffled square, then channel, each place padded to whole vectors. A picture keeps its outputs' order.
std::vector<float> arrange(const tk_net& net, Conv& conv) {
    const auto& call = conv.call;
    int64_t taps = call.kernel * call.kernel, places = call.shuffle * call.shuffle, inputs = conv.steps / taps;
    int64_t lanes = net.kernels.lanes, group = (conv.channels + lanes - 1) / lanes * lanes;
    conv.packed_outputs = conv.is_picture() ? call.outputs : group * places;
    conv.bias.assign((conv.packed_outputs + lanes - 1) / lanes * lanes, 0.0f);
    std::vector<float> matrix(conv.packed_outputs * conv.steps, 0.0f);
    for (int64_t n = 0; n < call.outputs; n++) {
        int64_t row = conv.is_picture() ? n : n % places * group + n / places;
        conv.bias[row] = call.bias[n];
        int64_t step = row * conv.steps;
        for (int64_t i = 0, first = 0; i < 2 && call.inputs[i] >= 0; i++) {
            int64_t channels = net.tensors[call.inputs[i]].channels;
            for (int64_t tap = 0; tap < taps; tap++)
                for (int64_t c = 0; c < channels; c++)
                    matrix[step++] = call.weights[(n * inputs + first + c) * taps + tap];
            first += channels;
        }
    }
    return matrix;
}

void check(const tk_net& net, const tk_conv& call) {
    require(call.kernel == 1 || call.kernel == 3, "net: kernels are 1 or 3 wide, not %d", call.kernel);
    require(call.shuffle >= 1 && call.shuffle <= max_shuffle, "net: a shuffle is from 1 to %d, not %d", max_shuffle, call.shuffle);
    require(call.outputs >= 1 && call.outputs <= max_channels && call.outputs % (call.shuffle * call.shuffle) == 0,
            "net: outputs must be from 1 to %d and a multiple of the shuffled square, not %d", max_channels, call.outputs);
    require(call.weights != nullptr && call.bias != nullptr, "net: a convolution needs weights and bias");
    const auto& input = defined(net, call.inputs[0]);
    require(call.inputs[1] < 0 || defined(net, call.inputs[1]).scale == input.scale, "net: concatenated tensors differ in size");
    for (int tensor : {call.factor, call.residual}) {
        if (tensor < 0)
            continue;
        const auto& operand = defined(net, tensor);
        require(call.shuffle == 1 && operand.scale == input.scale && operand.channels == call.outputs,
                "net: a factor or residual must have the size of the result, and no shuffle");
    }
}

void add(tk_net& net, const tk_conv& call, bool last) {
    check(net, call);
    const auto& input = net.tensors[call.inputs[0]];
    Conv conv{call, call.outputs / (call.shuffle * call.shuffle), 0, 0, nullptr, {}};
    require(conv.is_picture() == last && !(last && (call.residual >= 0 || call.factor >= 0)), "net: the last convolution, and only it, makes the picture, without factor or residual");
    int64_t channels = input.channels + (call.inputs[1] < 0 ? 0 : net.tensors[call.inputs[1]].channels);
    conv.steps = channels * call.kernel * call.kernel;
    int64_t scale = input.scale * call.shuffle;
    for (int tensor : {call.raw, call.activated})
        if (tensor >= 0)
            define(net, tensor, conv.channels, scale);
    auto matrix = arrange(net, conv);
    conv.panels = std::make_unique<Scratch>(static_cast<size_t>(net.kernels.packed_floats(conv.steps, conv.packed_outputs)));
    for (int64_t panel = 0; panel < net.kernels.panel_count(conv.packed_outputs); panel++)
        net.kernels.pack_panel({matrix.data(), conv.steps, 1}, conv.steps, conv.packed_outputs, panel, conv.panels->data());
    conv.call.weights = conv.call.bias = nullptr;
    net.convs.push_back(std::move(conv));
}

} // namespace

int64_t reachable(const tk_net& net, const Progress& progress, size_t index, int64_t rows) {
    const auto& call = net.convs[index].call;
    int64_t height = rows * net.tensors[call.inputs[0]].scale, target = height;
    for (int tensor : call.inputs) {
        if (tensor < 0)
            continue;
        int64_t produced = progress.produced[tensor];
        target = std::min(target, call.kernel == 3 && produced < height ? produced - 1 : produced);
    }
    for (int tensor : {call.factor, call.residual})
        if (tensor >= 0)
            target = std::min(target, progress.produced[tensor]);
    return std::max(target, progress.done[index]);
}

int64_t first_needed(const tk_net& net, const Progress& progress, int tensor) {
    int64_t first = progress.produced[tensor];
    for (size_t i = 0; i < net.convs.size(); i++) {
        const auto& call = net.convs[i].call;
        if (call.inputs[0] == tensor || call.inputs[1] == tensor)
            first = std::min(first, call.kernel == 3 ? std::max<int64_t>(progress.done[i] - 1, 0) : progress.done[i]);
        if (call.factor == tensor || call.residual == tensor)
            first = std::min(first, progress.done[i]);
    }
    return first;
}

void advance(const tk_net& net, Progress& progress, size_t index, int64_t target) {
    const auto& call = net.convs[index].call;
    progress.done[index] = target;
    for (int tensor : {call.raw, call.activated})
        if (tensor >= 0)
            progress.produced[tensor] = target * call.shuffle;
}

} // namespace tk

int tk_net_create(const tk_net_input* inputs, int input_count, const tk_conv* convs, int conv_count, tk_net** net) {
    return tk::guarded([&] {
        tk::require(input_count >= 1 && input_count <= 8 && conv_count >= 1 && conv_count <= 512,
                    "net: from 1 to 8 inputs and from 1 to 512 convolutions");
        auto made = std::unique_ptr<tk_net>(new tk_net{tk::table(), input_count, {}, {}});
        for (int i = 0; i < input_count; i++) {
            tk::require(inputs[i].channels >= 1 && inputs[i].channels <= tk::max_channels && inputs[i].scale >= 1 && inputs[i].scale <= 64,
                        "net: input %d needs from 1 to %d channels and a scale from 1 to 64", i, tk::max_channels);
            tk::define(*made, i, inputs[i].channels, inputs[i].scale);
        }
        tk::require(inputs[0].scale == 1, "net: the scale of input 0 is 1");
        for (int i = 0; i < conv_count; i++)
            tk::add(*made, convs[i], i == conv_count - 1);
        *net = made.release();
    });
}

void tk_net_free(tk_net* net) { delete net; }

void tk_net_picture(const tk_net* net, int64_t* channels, int64_t* scale) {
    *channels = net->convs.back().channels;
    *scale = net->picture_scale();
}
