// Any ATen operator, boxed, through the dispatcher: autograd, devices and dtypes behave as in every other binding.
#include "abi.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/jit_type.h>
#include <ATen/core/stack.h>

#include <cstring>
#include <memory>

namespace {

using c10::TypeKind;

enum class Kind : int32_t { None, Default, Tensor, Int, Double, Bool, Ints, Doubles, Tensors, Device, String };

} // namespace

extern "C" {

// Mirrors the managed struct: `count` items behind `bits` for lists and strings, else the value itself.
struct tt_argument {
    int32_t kind;
    int32_t count;
    int64_t bits;
};

// One returned value: `kind` is Tensor (bits = owned handle), Int, Double or Bool.
struct tt_result {
    int64_t kind;
    int64_t bits;
};

} // extern "C"

namespace {

template <typename T>
T* pointer(const tt_argument& argument)
{
    return reinterpret_cast<T*>(argument.bits);
}

double as_double(const tt_argument& argument)
{
    double value = 0;
    std::memcpy(&value, &argument.bits, sizeof value);
    return value;
}

c10::IValue to_tensor_list(const tt_argument& argument, const c10::Type& element)
{
    auto tensors = tessera::borrow_all(pointer<const tessera::Handle>(argument), argument.count);
    if (element.kind() != TypeKind::OptionalType) {
        return c10::List<at::Tensor>(tensors);
    }
    c10::List<c10::optional<at::Tensor>> list;
    for (auto& tensor : tensors) {
        list.push_back(tensor.defined() ? c10::optional<at::Tensor>(tensor) : c10::nullopt);
    }
    return list;
}

c10::IValue to_list(const tt_argument& argument, const c10::Type& type)
{
    const auto* list_type = type.castRaw<c10::ListType>();
    TORCH_CHECK(list_type != nullptr, "a list was given where the operator takes ", type.str());
    const c10::Type& element = *list_type->getElementType();
    if (static_cast<Kind>(argument.kind) == Kind::Tensors) {
        return to_tensor_list(argument, element);
    }
    if (static_cast<Kind>(argument.kind) == Kind::Doubles) {
        const auto* values = pointer<const double>(argument);
        return c10::List<double>(at::ArrayRef<double>(values, argument.count));
    }
    const auto* values = pointer<const int64_t>(argument);
    if (element.kind() == TypeKind::BoolType) {
        c10::List<bool> list;
        for (int32_t i = 0; i < argument.count; ++i) {
            list.push_back(values[i] != 0);
        }
        return list;
    }
    return c10::List<int64_t>(at::IntArrayRef(values, argument.count));
}

c10::IValue convert(const tt_argument& argument, const c10::Argument& formal)
{
    const c10::Type* type = formal.type().get();
    const bool optional = type->kind() == TypeKind::OptionalType;
    if (optional) {
        type = type->castRaw<c10::OptionalType>()->getElementType().get();
    }
    switch (static_cast<Kind>(argument.kind)) {
    case Kind::None:
        return optional || type->kind() != TypeKind::TensorType ? c10::IValue() : c10::IValue(at::Tensor());
    case Kind::Default:
        TORCH_CHECK(formal.default_value().has_value(), "argument '", formal.name(), "' has no default");
        return *formal.default_value();
    case Kind::Tensor:
        return tessera::borrow(pointer<c10::TensorImpl>(argument));
    case Kind::Int:
        return type->kind() == TypeKind::FloatType ? c10::IValue(static_cast<double>(argument.bits)) : c10::IValue(argument.bits);
    case Kind::Double:
        return as_double(argument);
    case Kind::Bool:
        return argument.bits != 0;
    case Kind::Device:
        return tessera::parse_device(pointer<const char>(argument));
    case Kind::String:
        return std::string(pointer<const char>(argument), argument.count);
    default:
        return to_list(argument, *type);
    }
}

void append(std::vector<tt_result>& results, const c10::IValue& value)
{
    int64_t bits = 0;
    if (value.isTensor() || value.isNone()) {
        bits = value.isNone() ? 0 : reinterpret_cast<int64_t>(tessera::release(value.toTensor()));
        results.push_back({static_cast<int64_t>(Kind::Tensor), bits});
    } else if (value.isTensorList()) {
        for (const auto& tensor : value.toTensorVector()) {
            append(results, tensor);
        }
    } else if (value.isDouble()) {
        const double number = value.toDouble();
        std::memcpy(&bits, &number, sizeof bits);
        results.push_back({static_cast<int64_t>(Kind::Double), bits});
    } else if (value.isBool()) {
        results.push_back({static_cast<int64_t>(Kind::Bool), value.toBool() ? 1 : 0});
    } else {
        results.push_back({static_cast<int64_t>(Kind::Int), value.toInt()});
    }
}

} // namespace

// Looks an operator up by name ("aten::add") and overload ("Tensor"); handles live as long as the process.
TT_API void* tt_operator(const char* name, const char* overload)
{
    return tessera::guarded<void*>(nullptr, [&] {
        return new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
    });
}

// Calls an operator. Missing trailing arguments take the schema's defaults. Returns the number of results;
// *results stays valid until the next call on this thread.
TT_API int64_t tt_call(const void* op, const tt_argument* arguments, int64_t count, const tt_result** results)
{
    return tessera::guarded<int64_t>(-1, [&] {
        const auto& handle = *static_cast<const c10::OperatorHandle*>(op);
        const auto& formals = handle.schema().arguments();
        TORCH_CHECK(count <= static_cast<int64_t>(formals.size()), "too many arguments for ", handle.schema());
        torch::jit::Stack stack;
        stack.reserve(formals.size());
        for (size_t i = 0; i < formals.size(); ++i) {
            const tt_argument omitted{static_cast<int32_t>(Kind::Default), 0, 0};
            stack.push_back(convert(static_cast<int64_t>(i) < count ? arguments[i] : omitted, formals[i]));
        }
        handle.callBoxed(stack);
        thread_local std::vector<tt_result> returned;
        returned.clear();
        for (const auto& value : stack) {
            append(returned, value);
        }
        *results = returned.data();
        return static_cast<int64_t>(returned.size());
    });
}
