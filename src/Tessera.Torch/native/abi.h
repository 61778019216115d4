// What the binding's C functions share: handles, error capture, the export mark.
//
// A tensor handle is an owned TensorImpl pointer (one reference each); 0 is the undefined tensor.
// No exception leaves the library: a function that fails returns -1 (or 0 for handles) and tt_error() holds the message of this thread.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#define TT_API extern "C" __attribute__((visibility("default")))

namespace tessera {

using Handle = c10::TensorImpl*;
using TensorPtr = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

// A second reference to the tensor behind a handle.
inline at::Tensor borrow(Handle handle)
{
    return handle == nullptr ? at::Tensor() : at::Tensor(TensorPtr::reclaim_copy(handle));
}

// Passes ownership of one reference to the caller.
inline Handle release(at::Tensor tensor)
{
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

std::vector<at::Tensor> borrow_all(const Handle* handles, int64_t count);

void set_error(const char* message);

// Runs `body`; stores the message of whatever it throws and returns `failed` then.
template <typename Result, typename Body>
Result guarded(Result failed, Body&& body)
{
    try {
        return body();
    } catch (const c10::Error& error) {
        set_error(error.what_without_backtrace());
    } catch (const std::exception& error) {
        set_error(error.what());
    } catch (...) {
        set_error("libtorch failed without a message");
    }
    return failed;
}

// Refuses devices this libtorch cannot serve before the dispatcher fails with pages of backends.
c10::Device parse_device(const char* description);

} // namespace tessera
