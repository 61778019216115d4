// Custom autograd functions: a graph node whose backward pass calls into managed code.
#include "abi.h"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

namespace {

// Managed callbacks. `context` is a GCHandle of the function's node.
// backward: reads `count` gradients (0 = undefined; borrowed), writes one owned handle per forward tensor; returns 0, or -1 with tt_fail called.
struct Callbacks {
    int32_t (*backward)(void* context, const tessera::Handle* gradients, int64_t count, tessera::Handle* outputs, int64_t inputs);
    void (*release_variables)(void* context);
    void (*destroyed)(void* context);
};

Callbacks callbacks{};

thread_local std::string managed_error;

struct ManagedNode final : torch::autograd::Node {
    void* context;
    std::string label;
    int64_t inputs = 0;

    ManagedNode(void* owner, std::string title) : context(owner), label(std::move(title)) {}
    ~ManagedNode() override { callbacks.destroyed(context); }

    std::string name() const override { return label; }

    void release_variables() override { callbacks.release_variables(context); }

    torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override
    {
        std::vector<tessera::Handle> given;
        given.reserve(gradients.size());
        for (const auto& gradient : gradients) {
            given.push_back(gradient.defined() ? gradient.unsafeGetTensorImpl() : nullptr);
        }
        std::vector<tessera::Handle> returned(inputs, nullptr);
        const int32_t status = callbacks.backward(context, given.data(), given.size(), returned.data(), inputs);
        torch::autograd::variable_list outputs;
        outputs.reserve(inputs);
        for (auto* handle : returned) {
            outputs.emplace_back(handle == nullptr ? at::Tensor() : at::Tensor(tessera::TensorPtr::reclaim(handle)));
        }
        TORCH_CHECK(status == 0, label, ": ", managed_error);
        return outputs;
    }
};

} // namespace

TT_API void tt_set_callbacks(const Callbacks* table) { callbacks = *table; }

// What a callback that returns -1 has to say.
TT_API void tt_fail(const char* message) { managed_error = message; }

// Hangs `outputs` (replaced in place by owned handles) below a new node that follows `inputs`. `differentiable[i]` = 0 leaves an
// output outside the graph. Takes over `context` whether it succeeds or not.
TT_API int64_t tt_attach(const char* name, void* context, const tessera::Handle* inputs, int64_t input_count, tessera::Handle* outputs,
    const uint8_t* differentiable, int64_t output_count)
{
    return tessera::guarded<int64_t>(-1, [&] {
        std::shared_ptr<ManagedNode> node(new ManagedNode(context, name), torch::autograd::deleteNode);
        auto variables = tessera::borrow_all(inputs, input_count);
        node->inputs = input_count;
        node->set_next_edges(torch::autograd::collect_next_edges(variables));
        std::vector<at::Tensor> attached;
        for (int64_t i = 0; i < output_count; ++i) {
            // A fresh variable over the same memory: an output may be one of the inputs, or a view of one.
            attached.push_back(tessera::borrow(outputs[i]).variable_data());
            if (differentiable[i] != 0) {
                torch::autograd::set_history(attached.back(), node);
            } else {
                node->add_input_metadata(torch::autograd::Node::undefined_input());
            }
        }
        for (int64_t i = 0; i < output_count; ++i) {
            outputs[i] = tessera::release(std::move(attached[i]));
        }
        return 0;
    });
}
